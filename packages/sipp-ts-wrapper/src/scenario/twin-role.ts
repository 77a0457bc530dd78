import type { Scenario } from './scenario.ts';

/**
 * What SIPp does with `-3pcc host:port`: a scenario whose first command is a `recvCmd` makes it listen there, one whose first
 * command is a `sendCmd` makes it connect. Undefined for a scenario without commands, with which SIPp refuses `-3pcc`.
 */
export function twinRole({ steps }: Scenario): 'listens' | 'connects' | undefined {
  const first = steps.find(({ kind }) => kind === 'sendCmd' || kind === 'recvCmd');
  if (first === undefined) return undefined;
  return first.kind === 'recvCmd' ? 'listens' : 'connects';
}
