import { keywordsOf } from './keywords.ts';
import { textsOf } from './texts.ts';
import type { Action, Operand } from './action.ts';
import type { Scenario } from './scenario.ts';
import type { Message } from './step.ts';

/** A place that names a variable. */
export interface Use {
  readonly variable: string;
  /** Whether the place gives the variable a value, or only reads it. */
  readonly sets: boolean;
  /** The list that the step is in, and its index there. */
  readonly section: 'steps' | 'init';
  readonly step: number;
}

/** Every place of a scenario that names a variable, as SIPp counts them. */
export function usesOf(scenario: Scenario): readonly Use[] {
  return [...usesIn(scenario, 'init'), ...usesIn(scenario, 'steps')];
}

function usesIn(scenario: Scenario, section: Use['section']): readonly Use[] {
  return (scenario[section] ?? []).flatMap((step, index) =>
    step.kind === 'label' ? [] : stepUses(step).map((use) => ({ ...use, section, step: index })),
  );
}

type Named = Pick<Use, 'variable' | 'sets'>;

function stepUses(step: Message): readonly Named[] {
  const duration = 'duration' in step && typeof step.duration === 'object' ? step.duration : undefined;
  return [
    ...textsOf(step).flatMap(inText),
    ...read(duration !== undefined && 'variable' in duration ? duration.variable : undefined),
    ...read(step.condexec),
    // SIPp looks at `test` only where there is a `next`.
    ...read(step.next === undefined ? undefined : step.test),
    ...(step.actions ?? []).flatMap(actionUses),
  ];
}

/** The variables of an action, those in its texts aside. */
function actionUses(action: Action): readonly Named[] {
  switch (action.kind) {
    case 'ereg':
      return [
        ...read(
          typeof action.searchIn === 'object' && 'variable' in action.searchIn ? action.searchIn.variable : undefined,
        ),
        ...action.assignTo.flatMap(set),
      ];
    case 'assign':
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'divide':
      return [...operand(action.value), ...set(action.assignTo)];
    case 'todouble':
      return [...read(action.variable), ...set(action.assignTo)];
    case 'test':
      return [...read(action.variable), ...operand(action.value), ...set(action.assignTo)];
    case 'strcmp':
      return [
        ...read(action.variable),
        ...(typeof action.value === 'string' ? [] : read(action.value.variable)),
        ...set(action.assignTo),
      ];
    case 'trim':
    case 'urldecode':
    case 'urlencode':
      return read(action.variable);
    case 'jump':
      return typeof action.value === 'object' && 'label' in action.value ? [] : operand(action.value);
    case 'pauserestore':
    case 'rtp_echo':
      return operand(action.value);
    case 'gettimeofday':
      return action.assignTo.flatMap(set);
    case 'assignstr':
    case 'verifyauth':
    case 'lookup':
    case 'sample':
    case 'index':
      return set(action.assignTo);
    case 'log':
    case 'warning':
    case 'error':
    case 'insert':
    case 'replace':
    case 'setdest':
    case 'closecon':
    case 'exec':
      return [];
  }
}

function inText(text: string): readonly Named[] {
  return keywordsOf(text).flatMap((keyword) => (keyword.kind === 'keyword' ? read(keyword.variable) : []));
}

function operand(value: Operand): readonly Named[] {
  return typeof value === 'number' ? [] : read(value.variable);
}

function read(variable: string | undefined): readonly Named[] {
  return variable === undefined ? [] : [{ variable, sets: false }];
}

function set(variable: string | undefined): readonly Named[] {
  return variable === undefined ? [] : [{ variable, sets: true }];
}
