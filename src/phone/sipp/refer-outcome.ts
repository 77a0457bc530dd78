import type { FinalOutcome } from '../../sip/endpoint.ts';
import { cseq } from '../../sip/fields/cseq.ts';
import { readReferNotify } from '../../sip/refer-notify.ts';
import { type Deadline } from '../deadline.ts';
import { isSuccess, replyOf } from '../reply-of.ts';
import type { ReferResult, Sipfrag } from '../phone.ts';
import type { SippCall } from './sipp-call.ts';
import type { Seen } from './wire.ts';

/** What became of a REFER: its answer and, where that is a 2xx, the final status that the NOTIFYs tell (RFC 3515 2.4.5). */
export async function referOutcome(
  call: SippCall,
  outcome: FinalOutcome,
  deadline: Deadline,
  mark: number,
): Promise<ReferResult> {
  const reply = replyOf(outcome);
  if (!isSuccess(reply)) return reply;
  const asked = outcome.kind === 'response' ? cseq(outcome.response)?.seq : undefined;
  const notify = await call.wait((seen) => (isFinal(seen, asked) ? seen.message : undefined), deadline.left, mark);
  if (notify !== undefined) await call.noticed(notify);
  return { kind: 'accepted', status: reply.status, final: notify && fragOf(notify) };
}

function isFinal({ direction, message }: Seen, asked: number | undefined): boolean {
  if (direction !== 'in' || message.kind !== 'request' || message.method !== 'NOTIFY') return false;
  const read = readReferNotify(message);
  if (read === undefined || (read.id !== undefined && Number(read.id) !== asked)) return false;
  return (read.sipfrag?.status ?? 0) >= 200 || read.state.state === 'terminated';
}

function fragOf(notify: Seen['message']): Sipfrag | undefined {
  return notify.kind === 'request' ? readReferNotify(notify)?.sipfrag : undefined;
}
