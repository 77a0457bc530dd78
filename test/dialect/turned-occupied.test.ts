import { expect, test } from '@jest/globals';
import { buildDialect } from '../../src/candidate/dialect/build-dialect.ts';
import { provenByState } from '../../src/dialect/ask/turned-occupied.ts';
import type { ParkRequest, ParkResult } from '../../src/dialect/dialect.ts';
import { SAMPLE } from '../candidate/sample.ts';

const occupied =
  '<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="1" state="full" entity="sip:x@y">' +
  '<dialog id="1"><state>confirmed</state></dialog></dialog-info>';
const free = occupied.replace('confirmed', 'terminated');

/** A park that goes as `result` says, while the states of these orbits are told. */
function park(
  result: ParkResult,
  told: Readonly<Record<string, string>>,
  asked: Partial<ParkRequest>,
): Promise<ParkResult> {
  const parker = {
    turned: async (wanted: (uri: string, body: string) => boolean) =>
      Object.entries(told)
        .map(([orbit, body]) => ({ uri: `sip:${orbit}@park.example`, body }))
        .find(({ uri, body }) => wanted(uri, body))?.uri,
  };
  const candidate = { ...SAMPLE, dialect: buildDialect({ dialect: 'asterisk-lot' }) };
  const request = { candidate, parker, within: 100, ...asked } as unknown as ParkRequest;
  return provenByState(async () => result)(request);
}

test('the orbit is the first free one that turns occupied', async () => {
  const told = { '101': occupied, '102': free, '103': occupied };
  expect(await park({ kind: 'parked' }, told, { free: ['102', '103'] })).toEqual({ kind: 'parked', orbit: '103' });
});

test('the orbit that the parker chose must turn occupied itself', async () => {
  const asked = { orbit: '101', free: ['101', '102'] };
  expect(await park({ kind: 'parked', orbit: '101' }, { '101': occupied }, asked)).toMatchObject({ orbit: '101' });
  expect(await park({ kind: 'parked', orbit: '101' }, { '102': occupied }, asked)).toEqual({ kind: 'silent' });
});

test('what occupied means is for the dialect to say, of any document', async () => {
  const state = { event: 'message-summary', accept: 'application/simple-message-summary', parked: 'Waiting: yes' };
  const asked = { orbit: '101', candidate: { ...SAMPLE, dialect: buildDialect({ dialect: 'asterisk-lot', state }) } };
  const parked = { kind: 'parked', orbit: '101' } as const;
  expect(await park(parked, { '101': 'Messages-Waiting: yes' }, asked)).toEqual(parked);
  expect(await park(parked, { '101': 'Messages-Waiting: no' }, asked)).toEqual({ kind: 'silent' });
});

test('a refusal needs no state', async () => {
  const refused = { kind: 'refused', status: 503, reason: 'Service Unavailable' } as const;
  expect(await park(refused, {}, { free: ['101'] })).toEqual(refused);
});
