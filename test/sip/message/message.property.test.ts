import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseNameAddr } from '../../../src/sip/fields/name-addr.ts';
import { parseReplaces } from '../../../src/sip/fields/replaces.ts';
import { parseRetryAfter } from '../../../src/sip/fields/retry-after.ts';
import { parseVia } from '../../../src/sip/fields/via.ts';
import { parseWarning } from '../../../src/sip/fields/warning.ts';
import { parseChallenge } from '../../../src/sip/digest.ts';
import { parseDialogInfo } from '../../../src/sip/dialog-info.ts';
import { StreamFramer } from '../../../src/sip/message/framer.ts';
import { decodeText, encodeText, encodeWithTail } from '../../../src/sip/message/octets.ts';
import { parseMessage, type ParseOutcome } from '../../../src/sip/message/parse.ts';
import { serializeMessage } from '../../../src/sip/message/serialize.ts';
import { parseSdp } from '../../../src/sip/sdp.ts';
import { parseSipfrag } from '../../../src/sip/sipfrag.ts';
import { parseUri } from '../../../src/sip/uri.ts';
import { entriesThat, isRead } from '../corpus/corpus.ts';
import { damagedMessage, message, wireMessage } from './message-arbitraries.ts';

/** Of some families only, for each is cut at every octet. A fold at the end of a head may be cut off without a trace. */
const FAMILIES = ['address', 'head', 'ipv6', 'uri', 'via'];
const fixtures = entriesThat(isRead)
  .filter(({ family, name }) => FAMILIES.includes(family) && name !== 'fold-at-the-end')
  .flatMap((each) => ('taken' in each ? [each.octets] : []));

describe('any message', () => {
  test('is the same after it was written and read', () => {
    fc.assert(
      fc.property(message, (sent) => {
        const outcome = parseMessage(serializeMessage(sent));
        if (!outcome.ok) throw new Error(outcome.reason);
        const { headers, body, ...start } = outcome.message;
        const { headers: sentHeaders, body: sentBody, ...sentStart } = sent;
        expect(headers.map(({ name, value }) => [name, value])).toEqual(
          sentHeaders.map(({ name, value }) => [name, value]),
        );
        expect({ ...start, body: [...body] }).toEqual({ ...sentStart, body: [...sentBody] });
      }),
    );
  });

  test('is the same, octet for octet, after it was read and written', () => {
    fc.assert(
      fc.property(fc.oneof(wireMessage, damagedMessage), (octets) => {
        const outcome = parseMessage(octets);
        if (!outcome.ok) return;
        const read = octets.subarray(0, octets.length - outcome.ignored);
        expect(Buffer.from(serializeMessage(outcome.message)).equals(read)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('that was cut off anywhere is refused, or lacks its empty line alone', () => {
    const whole = fixtures.filter((octets) => {
      const outcome = parseMessage(octets);
      return outcome.ok && outcome.message.wire === undefined && outcome.ignored === 0;
    });
    const lost = whole.flatMap((octets) => {
      const lengths = Array.from(octets.keys()).filter((length) => parseMessage(octets.subarray(0, length)).ok);
      return lengths.map((length) => octets.subarray(length).toString('latin1'));
    });
    expect(new Set(lost)).toEqual(new Set(['\r\n']));
    expect(whole.length).toBeGreaterThan(30);
  });
});

describe('any octets', () => {
  const octets = fc.oneof(fc.uint8Array({ maxLength: 300 }), damagedMessage, fc.constantFrom(...fixtures));

  test('are parsed or refused with a reason, at an octet they have, and never throw', () => {
    fc.assert(
      fc.property(octets, (data) => {
        const outcome = parseMessage(data);
        if (outcome.ok) return;
        expect(outcome.reason).not.toBe('');
        expect(outcome.offset).toBeLessThanOrEqual(data.length);
        expect([400, 413, 505, 513]).toContain(outcome.status);
      }),
      { numRuns: 500 },
    );
  });

  test('are answered, where they can be, without a line end of theirs', () => {
    fc.assert(
      fc.property(damagedMessage, (data) => {
        const outcome = parseMessage(data);
        if (outcome.ok || outcome.partial === undefined) return;
        expect(() => serializeMessage({ ...outcome.partial!, uri: 'sip:a', method: 'X' })).not.toThrow();
        for (const field of outcome.partial.headers)
          expect(field.raw ?? field.value).not.toMatch(/\r(?!\n)|[^\r]\n|\n(?![ \t])/);
      }),
      { numRuns: 500 },
    );
  });

  test('survive being text', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (data, tail) => {
        expect([...encodeText(decodeText(data))]).toEqual([...data]);
        expect([...encodeWithTail(decodeText(data), tail)]).toEqual([...data, ...tail]);
      }),
      { numRuns: 300 },
    );
  });

  test('do not throw in any reader of text', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...Array.from('"<>;:=,?%@[]\\ \t\r\n()abz019./*&-')) }),
    );
    const readers = [
      parseUri,
      parseNameAddr,
      parseVia,
      parseReplaces,
      parseRetryAfter,
      parseWarning,
      parseChallenge,
      parseSdp,
      parseSipfrag,
      parseDialogInfo,
    ];
    fc.assert(
      fc.property(
        text,
        fc.constantFrom('', 'sip:', 'Digest ', 'SIP/2.0/UDP ', 'SIP/2.0 200 OK\r\n', 'v=0\r\n', '<a '),
        (each, prefix) => {
          for (const read of readers) expect(() => read(prefix + each)).not.toThrow();
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a stream', () => {
  const stream = fc
    .array(
      fc.oneof(
        wireMessage,
        damagedMessage,
        fc.constantFrom('\r\n', '\r\n\r\n', '\r').map((text) => Buffer.from(text)),
      ),
      {
        maxLength: 6,
      },
    )
    .map((parts) => Buffer.concat(parts));

  test('gives the same messages however it is cut', () => {
    fc.assert(
      fc.property(
        stream,
        fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 20 }),
        (octets, sizes) => {
          const whole = framed([octets]);
          expect(framed(cut(octets, sizes))).toEqual(whole);
          expect(framed(cut(octets, [1]))).toEqual(whole);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('gives what datagrams give', () => {
    fc.assert(
      fc.property(fc.array(wireMessage, { maxLength: 5 }), (messages) => {
        const outcomes = new StreamFramer().push(Buffer.concat(messages));
        expect(outcomes.map(plain)).toEqual(messages.map((octets) => plain(parseMessage(octets))));
      }),
    );
  });
});

function cut(octets: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, turn = 0; at < octets.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    chunks.push(octets.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

function framed(chunks: readonly Buffer[]) {
  const framer = new StreamFramer();
  const outcomes = chunks.flatMap((chunk) => framer.push(chunk)).map(plain);
  return { outcomes, broken: framer.broken };
}

function plain(outcome: ParseOutcome | 'keepalive') {
  if (outcome === 'keepalive' || !outcome.ok) return outcome;
  return { ...outcome, message: { ...outcome.message, body: [...outcome.message.body] } };
}
