import { expect, test } from '@jest/globals';
import { decodeAnswer, encodeQuestion, type Question } from '../../src/dns/dns-message.ts';

const QUESTION: Question = { name: 'a.example', type: 'AAAA' };

test('a question asks for recursion, and says how long the answer may be', () => {
  expect(encodeQuestion(0x12_34, QUESTION)?.toString('hex')).toBe(
    '12340100000100000000000101610765786d61706c6500001c0001'.replace('65786d61706c65', '6578616d706c65') +
      '00002904d0000000000000',
  );
});

test.each(['', 'a..example', `${'x'.repeat(64)}.example`, Array(128).fill('x').join('.')])(
  'no question can have the name %j',
  (name) => {
    expect(encodeQuestion(1, { ...QUESTION, name })).toBeUndefined();
  },
);

/** As a server writes it that names the question again by a pointer, with a record that nobody has asked for. */
const ANSWER = Buffer.from(
  '00018180000100020001000001610765' +
    '78616d706c6500001c0001' +
    'c00c001c000100000e100010' +
    '20010db8000000000000000000000001' +
    'c00c0010000100000e10000302686f' +
    'c00e0006000100000078001a016dc00ec00e' +
    '0000000100000002000000030000000400000005',
  'hex',
);

test('an answer is read with its pointers, and what is not asked for is left out', () => {
  expect(decodeAnswer(ANSWER, 1, QUESTION)).toEqual({
    code: 0,
    isCut: false,
    answers: [{ name: 'a.example', ttl: 3600, type: 'AAAA', address: '2001:db8::1' }],
    authorities: [{ name: 'example', ttl: 120, type: 'SOA', minimum: 5 }],
  });
});

test('an answer to another question, or with another id, is none', () => {
  expect(decodeAnswer(ANSWER, 2, QUESTION)).toBeUndefined();
  expect(decodeAnswer(ANSWER, 1, { ...QUESTION, type: 'A' })).toBeUndefined();
  expect(decodeAnswer(ANSWER, 1, { ...QUESTION, name: 'b.example' })).toBeUndefined();
  expect(decodeAnswer(ANSWER, 1, { ...QUESTION, name: 'A.Example' })).toBeDefined();
});

test('no octets are too few, or too strange, to be passed over', () => {
  for (let length = 0; length < ANSWER.length; length += 1) {
    expect(decodeAnswer(ANSWER.subarray(0, length), 1, QUESTION)).toBeUndefined();
  }
});
