import type { OutgoingRefer } from '../../sip/ua/outgoing-refer.ts';
import type { ReferResult } from '../phone.ts';
import { type Deadline } from '../deadline.ts';
import { settledWithin } from '../../settled-within.ts';
import { isSuccess, replyOf } from '../reply-of.ts';

/** Waits for the answer to a REFER, and for the final NOTIFY if it is accepted; gives both up at the deadline. */
export async function referResult(
  refer: OutgoingRefer,
  deadline: Deadline,
  until: 'notify' | 'answer' = 'notify',
): Promise<ReferResult> {
  const reply = replyOf(await settledWithin(refer.accepted, deadline.left));
  if (until === 'answer' && isSuccess(reply)) return { kind: 'accepted', status: reply.status, final: undefined };
  const final = isSuccess(reply) ? await settledWithin(refer.final, deadline.left) : undefined;
  if (final === undefined) refer.abandon();
  return isSuccess(reply) ? { kind: 'accepted', status: reply.status, final } : reply;
}
