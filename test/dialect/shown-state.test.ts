import { expect, test } from '@jest/globals';
import { buildDialect } from '../../src/candidate/dialect/build-dialect.ts';
import { isOccupied, readOrbitDocument } from '../../src/dialect/shown-state.ts';
import { encodeText } from '../../src/sip/message/octets.ts';

const dialogs = buildDialect({ dialect: 'valet', state: { parked: ['early'] } }).state;
const summary = buildDialect({
  dialect: 'valet',
  state: { event: 'message-summary', accept: 'application/simple-message-summary', parked: 'Waiting:\\s*yes' },
}).state;

function dialogInfo(state: string): Uint8Array {
  const root = 'xmlns="urn:ietf:params:xml:ns:dialog-info" version="1" state="full" entity="sip:101@park.example"';
  return encodeText(`<dialog-info ${root}><dialog id="1"><state>${state}</state></dialog></dialog-info>`);
}

test.each([
  ['early', true],
  ['confirmed', false],
  ['terminated', false],
])('a dialog that is %s, of which early alone means a parked call: %s', (state, occupied) => {
  expect(isOccupied(dialogInfo(state), dialogs)).toBe(occupied);
  expect(readOrbitDocument(dialogInfo(state), dialogs)?.dialogs).toHaveLength(1);
});

test('a document of another type shows one call where the expression matches it, and else none', () => {
  const [waiting, none] = ['Messages-Waiting: yes\r\n', 'Messages-Waiting: no\r\n'].map(encodeText);
  expect(readOrbitDocument(waiting!, summary)).toEqual({ dialogs: [{ id: '', state: 'confirmed' }], unreadable: 0 });
  expect(readOrbitDocument(none!, summary)).toEqual({ dialogs: [], unreadable: 0 });
  expect([isOccupied(waiting!, summary), isOccupied(none!, summary)]).toEqual([true, false]);
});

test('an empty document shows no call, and one that cannot be read shows nothing', () => {
  expect(readOrbitDocument(encodeText('\r\n'), dialogs)?.dialogs).toEqual([]);
  expect(readOrbitDocument(encodeText(' '), { ...summary, match: '.*' })?.dialogs).toEqual([]);
  expect(readOrbitDocument(encodeText('Messages-Waiting: yes\r\n'), dialogs)).toBeUndefined();
});
