import { expect, test } from '@jest/globals';
import { buildDialect } from '../../src/candidate/dialect/build-dialect.ts';
import type { Parking } from '../../src/dialect/reading.ts';
import { openFacts } from '../../src/judge/facts.ts';
import { callA, calling, DIALLED } from '../judge/b2bua/calls.ts';
import { cellOf } from '../judge/history-builder.ts';
import { referNotify } from '../judge/recording.ts';

const candidate = { ...DIALLED, dialect: buildDialect({ dialect: 'one-touch-slot' }) };

/** Bob parks alice at a slot, and carol calls its number. */
function parkingAt(orbit: string): Parking | undefined {
  const told = calling(cellOf('O', { normal: [callA] }), candidate);
  const [parker, parkee] = [told.side('A', 'bob'), told.side('A', 'alice')];
  const deed = told.asked({ verb: 'park', by: 'bob', call: 'A', callId: parker.callId, pool: 'primary', within: 1000 });
  told.inDialog(parker, 'REFER', { headers: [`Refer-To: <sip:${orbit}@park.example>`] }, 202);
  told.fromPeer(parker, 'NOTIFY', referNotify('SIP/2.0 200 OK'));
  told.keep('A', parker, parkee, { pool: 'primary', orbit, music: 'music:primary', parkerEndedBy: 'parker' });
  deed.end(undefined, orbit);
  told.retrieve('A', 'carol');
  const [run] = told.events;
  if (run?.kind !== 'run') throw new Error('a history begins with its run');
  return openFacts(run, told.events).parkings[0];
}

test('a retriever that calls the slot of a B2BUA is not the parkee', () => {
  const parking = parkingAt('101');
  expect(parking).toMatchObject({ orbit: '101', parkLeg: { leg: { tap: 'alice' }, dialog: 'same' } });
  expect(parking?.parkLeg?.over).toBeDefined();
});

test('a slot is of the pool whose number it is, whatever pool the call is at', () => {
  expect([parkingAt('101')?.pool, parkingAt('201')?.pool]).toEqual(['primary', 'backup']);
});
