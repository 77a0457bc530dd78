import type { ScenarioCall } from './call-state.ts';
import type { CallState, Phase } from './cell.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { YamlDocument } from './yaml.ts';

/** A row may ask that a call is in a certain state when the phase begins that the cell names as its column. */
export function checkState(
  state: CallState | undefined,
  phase: Phase,
  calls: readonly ScenarioCall[] | undefined,
  document: YamlDocument,
): readonly Diagnostic[] {
  if (state === undefined || calls === undefined || calls.some((call) => inState(call, state))) return [];
  const message = `no call is \`${state}\` when phase \`${phase}\` begins`;
  const hint = `${HINTS[state]} in a phase before \`${phase}\`, or change \`state\` or \`phase\``;
  return [document.diagnose(['state'], 'value', message, hint)];
}

const HINTS: Readonly<Record<CallState, string>> = {
  'not-yet-parked': 'make a call, and do not park it,',
  parked: 'park a call, and do not retrieve it,',
  retrieved: 'park a call and retrieve it',
};

function inState(call: ScenarioCall, state: CallState): boolean {
  switch (state) {
    case 'not-yet-parked':
      return isTalking(call) && call.lastPark === undefined;
    case 'parked':
      return call.state === 'parked';
    case 'retrieved':
      return isTalking(call) && call.wasRetrieved;
  }
}

function isTalking({ state }: ScenarioCall): boolean {
  return state === 'connected' || state === 'held';
}
