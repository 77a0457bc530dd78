/** The corpus in a history: every octet is kept, and the judge reads of each message what the phone has read. */
import { describe, expect, test } from '@jest/globals';
import { eventSchema } from '../../src/history/history-schema.ts';
import type { HistoryEvent } from '../../src/history/event.ts';
import { readWire } from '../../src/judge/evidence/seen-messages.ts';
import { tapped } from '../../src/phone/wire-tap.ts';
import { parseCSeq } from '../../src/sip/fields/cseq.ts';
import type { HeaderField } from '../../src/sip/message/message.ts';
import { parseMessage } from '../../src/sip/message/parse.ts';
import { corpus, isRead } from '../sip/corpus/corpus.ts';

const udp = { transport: 'udp', host: '127.0.0.1', port: 5060 } as const;

describe.each(corpus)('the family $name in a history', ({ entries }) => {
  // Of a provisional answer that cannot be read nothing is judged.
  const read = entries.filter(isRead).filter(({ name }) => name !== 'contact-malformed-in-180');
  if (read.length === 0) return;
  test.each(read)('$name', ({ octets }) => {
    const outcome = parseMessage(octets);
    const unreadable = outcome.ok ? undefined : outcome.reason;
    const event = eventOf(octets, unreadable);
    expect(Buffer.from(event.text, event.encoding ?? 'utf8')).toEqual(octets);
    expect(event.unreadable).toBe(unreadable);
    const { all, unreadable: lost } = readWire([event]);
    expect(all.map(({ message }) => message)).toEqual(outcome.ok ? [outcome.message] : []);
    expect(lost.map(({ reason }) => reason)).toEqual(!outcome.ok && names(outcome.fields) ? [outcome.reason] : []);
  });
});

/** The fields tell which request it is or answers. */
function names(fields: readonly HeaderField[]): boolean {
  const valueOf = (name: string) => fields.find((each) => each.name === name)?.value;
  return valueOf('Call-ID') !== undefined && parseCSeq(valueOf('CSeq') ?? '') !== undefined;
}

/** As the history has it after it was written and read. */
function eventOf(bytes: Buffer, unreadable: string | undefined): Extract<HistoryEvent, { kind: 'sip' }> {
  const record = { direction: 'in', local: udp, remote: udp, bytes, unreadable, now: 0 } as const;
  const event = eventSchema.parse(JSON.parse(JSON.stringify({ n: 1, t: 0, kind: 'sip', ...tapped('alice', record) })));
  if (event.kind !== 'sip') throw new Error('no message');
  const { encoding, unreadable: why, ...rest } = event;
  return { ...rest, ...(encoding && { encoding }), ...(why !== undefined && { unreadable: why }) };
}
