import { callOf, deedOf } from './call-of-step.ts';
import { type Objection, objectionToStep } from './call-objections.ts';
import { afterStep, type ScenarioCall } from './call-state.ts';
import type { Phase, Step } from './cell.ts';
import type { Diagnostic } from './diagnostic.ts';
import { didYouMean } from './did-you-mean.ts';
import type { PlacedStep } from './read-step.ts';
import type { YamlDocument } from './yaml.ts';

/** A phase as far as its steps could be read. */
export interface PlacedPhase {
  readonly phase: Phase;
  readonly steps: ReadonlyArray<PlacedStep | UnreadableStep>;
}

/** A step with errors, and the calls that it mentions. */
export interface UnreadableStep {
  readonly mentions: readonly string[];
}

export interface CallFindings {
  readonly diagnostics: readonly Diagnostic[];
  /** The calls as they stand when each phase begins, as long as that is known. */
  readonly atPhase: ReadonlyMap<Phase, readonly ScenarioCall[]>;
}

/**
 * Walks the scenario as if everything went as it says and reports what cannot happen: calls used before they exist, acts
 * by parties that are not in the call. After a step with errors nothing is said of the calls that it mentions, and nothing
 * at all if it does not even mention one.
 */
export function checkCalls(phases: readonly PlacedPhase[], document: YamlDocument): CallFindings {
  const calls = new Map<string, ScenarioCall>();
  const doubted = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  const atPhase = new Map<Phase, readonly ScenarioCall[]>();
  for (const { phase, steps } of phases) {
    if (doubted.size === 0) atPhase.set(phase, [...calls.values()]);
    for (const placed of steps) {
      if ('mentions' in placed) {
        if (placed.mentions.length === 0) return { diagnostics, atPhase };
        for (const name of placed.mentions) doubted.add(name);
        continue;
      }
      const { step, fields } = placed;
      const name = callOf(step);
      if (name === undefined || doubted.has(name)) continue;
      const objection = objectionOf(step, name, calls);
      if (objection === undefined) {
        const after = afterStep(calls.get(name), step, phase);
        if (after !== undefined) calls.set(name, after);
        continue;
      }
      const { field, message, hint } = objection;
      diagnostics.push(document.diagnose([...fields, field], 'value', message, hint));
      // One mistake is reported once, not again at every later step of the call.
      doubted.add(name);
    }
  }
  return { diagnostics, atPhase };
}

function objectionOf(step: Step, name: string, calls: ReadonlyMap<string, ScenarioCall>): Objection | undefined {
  const call = calls.get(name);
  return call === undefined && deedOf(step)?.verb !== 'call'
    ? unknownCall(name, calls)
    : objectionToStep(name, call, step);
}

function unknownCall(name: string, calls: ReadonlyMap<string, ScenarioCall>): Objection {
  const meant = didYouMean(name, calls.keys());
  const known =
    calls.size === 0
      ? 'make it first: `- call: { as: …, from: …, to: … }`'
      : `calls so far: ${[...calls.keys()].join(', ')}`;
  return {
    field: 'call',
    message: `there is no call ${name} yet`,
    hint: meant === undefined ? known : `did you mean ${meant}? ${known}`,
  };
}
