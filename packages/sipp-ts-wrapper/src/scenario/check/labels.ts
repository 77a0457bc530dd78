import type { Action } from '../action.ts';
import type { Outline, Place } from '../outline.ts';
import type { Step } from '../step.ts';
import { eachPlace, problem, problemAt, type Problem, type Subject } from './problem.ts';

/** Where steps go to. */
export function labels(subject: Subject): readonly Problem[] {
  return [
    ...doubled(subject.scenario.steps, 'steps'),
    ...doubled(subject.scenario.init ?? [], 'init'),
    ...eachPlace(subject, (place, section) => {
      const outline = subject[section];
      return [
        ...targets(place).flatMap(({ name, by }) =>
          outline.labels.has(name) ? [] : [problemAt(place, section, unknown(name, by, outline))],
        ),
        ...idle(place).map((words) => problemAt(place, section, words)),
        ...(place.step.actions ?? []).flatMap((action) => jump(action, place, outline, section)),
      ];
    }),
  ];
}

function doubled(steps: readonly Step[], section: 'steps' | 'init'): readonly Problem[] {
  const names = steps.flatMap((step) => (step.kind === 'label' ? [step.name] : []));
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...twice].map((name) => ({
    ...problem({
      rule: 'label-doubled',
      what: `label "${name}" is there more than once`,
      why: `SIPp ends: "The label name '${name}' is used twice."`,
      hint: 'Give each place a name of its own.',
    }),
    section,
  }));
}

function targets({ step }: Place): readonly { name: string; by: string }[] {
  return [
    ...(step.next === undefined ? [] : [{ name: step.next, by: 'next' }]),
    ...('onTimeout' in step && step.onTimeout !== undefined ? [{ name: step.onTimeout, by: 'onTimeout' }] : []),
  ];
}

function unknown(name: string, by: string, { labels: known }: Outline) {
  const names = [...known.keys()].map((label) => `"${label}"`).join(', ');
  return {
    rule: 'label-unknown',
    what: `${by} names the label "${name}", which is nowhere in the scenario`,
    why: `SIPp ends: "The label '${name}' was not defined".`,
    hint: names === '' ? 'There is no label at all.' : `There are ${names}.`,
  };
}

/** Options that do nothing. */
function idle({ step }: Place) {
  if (step.next !== undefined) return [];
  return [...(step.test === undefined ? [] : ['test']), ...(step.chance === undefined ? [] : ['chance'])].map(
    (name) => ({
      rule: 'next-missing',
      what: `it has ${name}, but no next`,
      why: 'SIPp looks at it only to decide on next, and goes on as if it were not there.',
      hint: `Add the next that ${name} is for, or take condexec to leave a step out.`,
    }),
  );
}

function jump(action: Action, place: Place, { places, labels: known }: Outline, section: 'steps' | 'init') {
  if (action.kind !== 'jump') return [];
  const found: Problem[] = [];
  if (place.step.kind === 'recv' || place.step.kind === 'recvCmd') {
    found.push(
      problemAt(place, section, {
        rule: 'jump-ignored',
        what: `a jump in a ${place.step.kind}`,
        why: 'SIPp does not jump: it goes on behind the step all the same.',
        hint: 'Use next, or jump in a nop behind it.',
      }),
    );
  }
  const { value } = action;
  if (typeof value === 'number' && (value < 0 || value > places.length || !Number.isInteger(value))) {
    found.push(
      problemAt(place, section, {
        rule: 'jump-range',
        what: `a jump to step ${value}`,
        why: `SIPp ends in the middle of the call: "Jump statement out of range (not 0 <= ${value} <= ${places.length})".`,
        hint: 'Jump to a label.',
      }),
    );
  }
  if (typeof value === 'object' && 'label' in value && !known.has(value.label)) {
    found.push(problemAt(place, section, unknown(value.label, 'jump', { places, labels: known })));
  }
  return found;
}
