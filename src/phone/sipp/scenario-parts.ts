/** Pieces that the scenario of a SIPp phone is put together from. */
import type { Action, Label, Nop, Recv, Scenario, Send, SendCmd } from 'sipp-ts-wrapper';

export function label(name: string): Label {
  return { kind: 'label', name };
}

export function act(...actions: readonly Action[]): Nop {
  return { kind: 'nop', actions };
}

export function send(text: string, options: Pick<Send, 'next' | 'retrans'> = {}): Send {
  return { kind: 'send', text, ...options };
}

export function tell(text: string, next: string): SendCmd {
  return { kind: 'sendCmd', text, next };
}

export function onRequest(request: string, next: string, actions: readonly Action[], rrs = false): Recv {
  return { kind: 'recv', request, optional: true, next, actions, ...(rrs ? { rrs } : {}) };
}

/** The methods that `regexp` matches. */
export function onAnyRequest(regexp: string, next: string, actions: readonly Action[]): Recv {
  return { kind: 'recv', request: regexp, regexpMatch: true, optional: true, next, actions };
}

export function set(variable: string, value: string): Action {
  return { kind: 'assignstr', assignTo: variable, value };
}

/** The value of a header field, or what the variable held before where there is none. */
export function keepHeader(variable: string, header: string): readonly Action[] {
  return [{ kind: 'ereg', regexp: ' *(.*)', searchIn: { header: `${header}:` }, assignTo: ['match', variable] }];
}

/** What `group` matches in a header field; `absent` where it does not. */
export function keepPart(variable: string, header: string, group: string): readonly Action[] {
  return [
    set(variable, ABSENT),
    { kind: 'ereg', regexp: group, searchIn: { header: `${header}:` }, assignTo: ['match', variable] },
  ];
}

export const ABSENT = 'absent';

/** `flag` is set where the texts in all pairs are the same, and is not where they differ. */
export function same(
  flag: string,
  ...pairs: ReadonlyArray<readonly [variable: string, value: Extract<Action, { kind: 'strcmp' }>['value']]>
): readonly Action[] {
  return [
    { kind: 'assign', assignTo: 'differences', value: 0 },
    ...pairs.flatMap(([variable, value]): readonly Action[] => [
      { kind: 'strcmp', assignTo: 'difference', variable, value },
      { kind: 'multiply', assignTo: 'difference', value: { variable: 'difference' } },
      { kind: 'add', assignTo: 'differences', value: { variable: 'difference' } },
    ]),
    { kind: 'test', assignTo: flag, variable: 'differences', compare: 'equal', value: 0 },
  ];
}

/** One of two steps, as `flag` is set or not; the call goes on behind them. SIPp spends a millisecond on each step. */
export function either(flag: string, then: Nop | Send, otherwise?: Nop | Send): readonly (Nop | Send)[] {
  return [
    { ...then, condexec: flag },
    ...(otherwise === undefined ? [] : [{ ...otherwise, condexec: flag, condexecInverse: true }]),
  ];
}

/** The number by which `jump` knows the step behind a label: labels do not count. */
export function stepAt({ steps }: Scenario, name: string): number {
  const at = steps.findIndex((step) => step.kind === 'label' && step.name === name);
  if (at === -1) throw new RangeError(`There is no label \`${name}\`.`);
  return steps.slice(0, at).filter(({ kind }) => kind !== 'label').length;
}
