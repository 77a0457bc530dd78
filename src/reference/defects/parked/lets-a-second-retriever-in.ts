import type { ParkedCall } from '../../parked-call.ts';
import { parseSdp } from '../../../sip/sdp.ts';
import type { IncomingInvite } from '../../../sip/ua/user-agent.ts';
import type { Defect } from '../defect.ts';
import { throughThePool } from './through-the-pool.ts';

/** The pool joins retriever and parkee itself, and its orbit stays open as long as the parkee's leg is there. */
export const letsASecondRetrieverIn: Defect = {
  id: 'lets-a-second-retriever-in',
  title: 'Somebody else who dials the orbit of a call that was retrieved gets it too',
  turnsRed: [
    'DR-12/retrievable',
    'DR-13/retrievable',
    'DR-23/retrievable',
    'DR-S3/retrievable-before',
    'DR-S3/retrievable-after-failover',
    'DR-S3/retrievable-after-failback',
    'DR-S4/first-retrievable',
    'DR-S4/second-retrievable',
    'DR-S4/aftermath',
  ],
  behaviour: () => {
    const joined = new Set<ParkedCall>();
    return throughThePool((incoming, call) => {
      if (call === undefined) return incoming.reject(404);
      const first = !joined.has(call);
      joined.add(call);
      return void join(incoming, call, first);
    });
  },
};

/** Third party call control (RFC 3725): the retriever's offer goes to the parkee, and the answer back. */
async function join(incoming: IncomingInvite, call: ParkedCall, owner: boolean): Promise<void> {
  const outcome = await call.session.reinvite(incoming.offer);
  const answer = outcome.kind === 'response' ? parseSdp(outcome.response.body) : undefined;
  if (answer === undefined) return incoming.reject(480);
  call.music.playTo(undefined);
  // Rung for after its pickup timeout, the parkee would be torn from whoever retrieved him: another defect.
  call.stopWaiting();
  const session = incoming.accept({ sdp: answer });
  if (owner) session.onEnded = () => void call.drop('handed-over');
}
