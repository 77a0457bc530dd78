import type { FinalOutcome } from '../../sip/endpoint.ts';
import { cseq } from '../../sip/fields/cseq.ts';
import { parseSubscriptionState } from '../../sip/fields/subscription-state.ts';
import { header } from '../../sip/message/headers.ts';
import { parseSipfrag } from '../../sip/sipfrag.ts';
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
  const [name = '', ...params] = (header(message, 'Event') ?? '').split(';').map((part) => part.trim().toLowerCase());
  const id = params.find((param) => param.startsWith('id='))?.slice('id='.length);
  if (name !== 'refer' || (id !== undefined && Number(id) !== asked)) return false;
  const state = parseSubscriptionState(header(message, 'Subscription-State') ?? '');
  return (fragOf(message)?.status ?? 0) >= 200 || state?.state === 'terminated';
}

function fragOf(notify: Seen['message']): Sipfrag | undefined {
  return parseSipfrag(notify.body);
}
