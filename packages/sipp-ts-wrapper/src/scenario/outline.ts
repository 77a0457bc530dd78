import type { Message, Step } from './step.ts';

/** A step that SIPp counts. */
export interface Place {
  readonly step: Message;
  /** Its index in the list of steps, labels counted. */
  readonly index: number;
  /** SIPp's number for it, labels not counted. */
  readonly number: number;
}

/** A list of steps as SIPp has it: numbered messages, and labels that lead to numbers. */
export interface Outline {
  readonly places: readonly Place[];
  /** The number of the step behind each label: that of no step for a label at the end. */
  readonly labels: ReadonlyMap<string, number>;
}

export function outlineOf(steps: readonly Step[]): Outline {
  const places: Place[] = [];
  const labels = new Map<string, number>();
  for (const [index, step] of steps.entries()) {
    if (step.kind === 'label') {
      if (!labels.has(step.name)) labels.set(step.name, places.length);
    } else {
      places.push({ step, index, number: places.length });
    }
  }
  return { places, labels };
}

/** Finds the number of the step behind a label. */
export function numberOf(steps: readonly Step[]): (label: string) => number | undefined {
  const { labels } = outlineOf(steps);
  return (label) => labels.get(label);
}

/** Where a call may be after a step: numbers of steps; the number behind the last for its end. */
export function successors({ places, labels }: Outline, { step, number }: Place): readonly number[] {
  const to = (name: string | undefined): readonly number[] => {
    const target = name === undefined ? undefined : labels.get(name);
    return target === undefined ? [] : [target];
  };
  const onTimeout = 'onTimeout' in step ? to(step.onTimeout) : [];
  const next = to(step.next);
  const always = next.length > 0 && step.test === undefined && step.chance === undefined && step.condexec === undefined;
  const waits = (step.kind === 'recv' || step.kind === 'recvCmd') && step.optional !== undefined;
  const onward = always && !waits ? [] : [number + 1];
  return [...new Set([...next, ...onTimeout, ...jumps(step, to, places.length), ...onward])];
}

function jumps(step: Message, to: (label: string) => readonly number[], end: number): readonly number[] {
  return (step.actions ?? []).flatMap((action) => {
    if (action.kind !== 'jump') return [];
    if (typeof action.value === 'number') return action.value >= 0 && action.value <= end ? [action.value] : [];
    return 'label' in action.value ? to(action.value.label) : [];
  });
}
