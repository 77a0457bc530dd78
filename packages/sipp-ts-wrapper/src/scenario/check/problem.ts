import type { Outline, Place } from '../outline.ts';
import type { Release } from '../release.ts';
import type { Scenario } from '../scenario.ts';
import type { Message } from '../step.ts';

/** Something that SIPp would refuse when it loads or runs a scenario, or would silently do otherwise than is written. */
export interface Problem {
  /** A name for this kind of problem, such as `label-unknown`. */
  readonly rule: string;
  /** The step, counted from 1 with its labels, in the list that `section` names; none when it is about the whole scenario. */
  readonly step?: number;
  readonly section: 'steps' | 'init' | 'scenario';
  /** The place in words. */
  readonly where: string;
  readonly what: string;
  /** What SIPp makes of it. */
  readonly why: string;
  /** What to do. */
  readonly hint: string;
}

/** All that is wrong with a scenario. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  readonly scenario: string;
  readonly problems: readonly Problem[];

  constructor(scenario: string, problems: readonly Problem[]) {
    const all = problems.map(({ where, what, why, hint }) => `  ${where}: ${what}. ${why} ${hint}`);
    super(
      `Scenario "${scenario}" has ${problems.length} problem${problems.length === 1 ? '' : 's'}:\n${all.join('\n')}`,
    );
    this.scenario = scenario;
    this.problems = problems;
  }
}

/** What a rule looks at. */
export interface Subject {
  readonly scenario: Scenario;
  readonly steps: Outline;
  readonly init: Outline;
  readonly version: Release;
  /** The names that `-key` gives values to. */
  readonly keywords: ReadonlySet<string>;
}

export type Rule = (subject: Subject) => readonly Problem[];

type Words = Pick<Problem, 'rule' | 'what' | 'why' | 'hint'>;

/** A problem of one step. */
export function problemAt(place: Place, section: 'steps' | 'init', words: Words): Problem {
  const list = section === 'init' ? 'init step' : 'step';
  return { ...words, section, step: place.index + 1, where: `${list} ${place.index + 1}, ${nameOf(place.step)}` };
}

/** A problem of the whole scenario. */
export function problem(words: Words): Problem {
  return { ...words, section: 'scenario', where: 'scenario' };
}

/** What a rule says of each step, those of `init` included. */
export function eachPlace(
  subject: Subject,
  look: (place: Place, section: 'steps' | 'init') => readonly Problem[],
): readonly Problem[] {
  return [
    ...subject.init.places.flatMap((place) => look(place, 'init')),
    ...subject.steps.places.flatMap((place) => look(place, 'steps')),
  ];
}

function nameOf(step: Message): string {
  switch (step.kind) {
    case 'recv':
      return `recv ${step.request ?? step.response ?? ''}`.trim();
    case 'send':
      return `send ${step.text.trimStart().split(/\s/, 2).join(' ').replace('SIP/2.0 ', '')}`.slice(0, 40);
    case 'sendCmd':
    case 'recvCmd':
    case 'nop':
    case 'pause':
    case 'timewait':
      return step.kind;
  }
}
