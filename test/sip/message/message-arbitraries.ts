/** Random SIP messages for property tests: well-formed, and shaped like what comes from a network. */
import * as fc from 'fast-check';
import { buildRequest, buildResponse } from '../../../src/sip/message/build.ts';
import type { SipMessage } from '../../../src/sip/message/message.ts';
import { serializeMessage } from '../../../src/sip/message/serialize.ts';

const characters = (allowed: string, max = 12) =>
  fc.string({ unit: fc.constantFrom(...Array.from(allowed)), minLength: 1, maxLength: max });

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCXYZ0123456789';
const token = characters(`${LETTERS}-.!%*_+\`'~`);
const host = fc.oneof(
  characters(LETTERS).map((name) => `h${name}`),
  fc.ipV4(),
  fc.ipV6().map((address) => `[${address}]`),
);
/** Text without line ends and white space at its ends, from all of Unicode. */
const line = fc
  .string({ unit: 'binary', maxLength: 30 })
  .map((text) => text.replace(/[\r\n]/g, '').replace(/^[ \t]+|[ \t]+$/g, ''));
const quoted = line.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`);
const param = fc.tuple(token, fc.option(fc.oneof(token, quoted)), fc.constantFrom(';', ' ; '));
const params = fc
  .uniqueArray(param, { selector: ([name]) => name.toLowerCase(), maxLength: 4 })
  .map((all) =>
    all.map(([name, value, separator]) => `${separator}${name}${value === null ? '' : `=${value}`}`).join(''),
  );

const uri = fc
  .tuple(
    fc.constantFrom('sip:', 'sips:'),
    fc.option(characters(`${LETTERS};?/&=+$,_.`)),
    host,
    fc.option(fc.nat(65_535)),
  )
  .map(
    ([scheme, user, at, port]) => `${scheme}${user === null ? '' : `${user}@`}${at}${port === null ? '' : `:${port}`}`,
  );
const address = fc
  .tuple(fc.option(quoted), uri, params)
  .map(([name, of, rest]) => `${name === null ? '' : `${name} `}<${of}>${rest}`);
const via = fc
  .tuple(fc.constantFrom('UDP', 'TCP', 'udp'), host, fc.option(fc.nat(65_535)), token, params)
  .map(([transport, by, port, branch, rest]) => {
    const branchless = rest.replace(/branch/gi, 'other');
    return `SIP/2.0/${transport} ${by}${port === null ? '' : `:${port}`};branch=z9hG4bK${branch}${branchless}`;
  });
const body = fc.uint8Array({ maxLength: 200 });

/** Names that no check knows. */
const extension = fc.tuple(
  token.map((name) => `X-${name}`),
  line,
);
const fields = fc
  .tuple(
    fc.array(via, { minLength: 1, maxLength: 3 }),
    address,
    address,
    characters(`${LETTERS}@-.`),
    fc.nat(2 ** 31 - 1),
    fc.array(address, { maxLength: 2 }),
    fc.array(extension, { maxLength: 4 }),
  )
  .map(([vias, from, to, callId, seq, contacts, others]) => ({ vias, from, to, callId, seq, contacts, others }));

const request = fc.tuple(token, uri, fields, body).map(([method, target, parts, octets]) =>
  buildRequest({
    method,
    uri: target,
    headers: [
      ...parts.vias.map((value) => ['Via', value] as const),
      ['From', parts.from],
      ['To', parts.to],
      ['Call-ID', parts.callId],
      ['CSeq', `${parts.seq} ${method}`],
      ...parts.contacts.map((value) => ['Contact', value] as const),
      ...parts.others,
    ],
    body: octets,
  }),
);

/** Well-formed messages of our own making. */
export const message: fc.Arbitrary<SipMessage> = fc.oneof(
  request,
  fc
    .tuple(request, fc.integer({ min: 100, max: 699 }), line, token, body)
    .map(([to, status, reason, toTag, octets]) => buildResponse(to, status, reason, { toTag, body: octets })),
);

export const wireMessage = message.map((each) => Buffer.from(serializeMessage(each)));

/** A well-formed message in which some octets were changed, taken away, doubled or put in. */
export const damagedMessage = fc
  .tuple(
    wireMessage,
    fc.array(fc.tuple(fc.nat(), fc.constantFrom('set', 'cut', 'insert', 'double'), fc.nat(255), fc.nat(40)), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(([octets, damages]) => {
    return damages.reduce((now, [where, how, octet, length]) => {
      const at = where % (now.length + 1);
      const [before, after] = [now.subarray(0, at), now.subarray(at)];
      if (how === 'set') return Buffer.concat([before, Buffer.of(octet), after.subarray(1)]);
      if (how === 'insert') return Buffer.concat([before, Buffer.of(octet), after]);
      if (how === 'cut') return Buffer.concat([before, after.subarray(length)]);
      return Buffer.concat([before, after.subarray(0, length), after]);
    }, octets);
  });
