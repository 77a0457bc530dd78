import { usesOf } from '../variables.ts';
import { problem, type Problem, type Subject } from './problem.ts';

/** What SIPp itself sets around `_unexp.main`. */
const SET_BY_SIPP = new Set(['_unexp.retaddr', '_unexp.pausedaddr']);

/** Variables are set somewhere before they are read; how often they are named is taken care of when XML is written. */
export function variables({ scenario }: Subject): readonly Problem[] {
  const uses = usesOf(scenario);
  const declared = [...(scenario.globalVariables ?? []), ...(scenario.userVariables ?? [])];
  const known = new Set([...declared, ...uses.map(({ variable }) => variable)]);
  const set = new Set([...declared, ...SET_BY_SIPP, ...uses.filter((use) => use.sets).map(({ variable }) => variable)]);
  const unset = [...known].filter((name) => !set.has(name));
  const strangers = (scenario.references ?? []).filter((name) => !known.has(name));
  return [
    ...unset.map((name) =>
      problem({
        rule: 'variable-unset',
        what: `the variable "${name}" is read, but nothing sets it`,
        why: 'SIPp takes it for empty, or for 0, and says nothing.',
        hint: 'Set it by an action, or declare it in globalVariables and give it a value by -set.',
      }),
    ),
    ...strangers.map((name) =>
      problem({
        rule: 'variable-stranger',
        what: `references names the variable "${name}", which nothing uses`,
        why: `SIPp ends: "Could not reference non-existant variable '${name}'".`,
        hint: 'Take it out of references: what is named once is referenced by itself.',
      }),
    ),
  ];
}
