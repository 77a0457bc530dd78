import { expect, test } from '@jest/globals';
import { buildDialect } from '../../../src/candidate/dialect/build-dialect.ts';
import { openFacts } from '../../../src/judge/facts.ts';
import { act, cellOf, check } from '../history-builder.ts';
import { referNotify } from '../recording.ts';
import { verdictOf } from '../verdict-of.ts';
import { callA, calling, DIALLED } from './calls.ts';

const cell = cellOf('P', {
  normal: [
    callA,
    check('refused', { kind: 'cannot', deed: { verb: 'park', call: 'A', by: 'bob' } }),
    act({ verb: 'transfer', call: 'A', by: 'bob', to: 'dave', how: 'blind' }),
  ],
});

test('the report of the next REFER in a dialog is none of one that was refused', () => {
  const told = calling(cell, { ...DIALLED, dialect: buildDialect({ dialect: 'one-touch-slot' }) });
  const bob = told.side('A', 'bob');
  const asked = { by: 'bob', call: 'A', callId: bob.callId, within: 1000 } as const;
  told.check('refused', (of) => {
    const park = told.asked({ ...asked, verb: 'park', pool: 'primary', of });
    told.inDialog(bob, 'REFER', { headers: ['Refer-To: <sip:101@park.example>'] }, 503);
    park.end('refused: 503 Service Unavailable');
    told.wait(3000);
  });
  const transfer = told.asked({ ...asked, verb: 'transfer', to: 'dave' });
  told.inDialog(bob, 'REFER', { headers: ['Refer-To: <sip:dave@park.example>'] }, 200);
  told.fromPeer(bob, 'NOTIFY', referNotify('SIP/2.0 200 OK'));
  transfer.end();
  expect(verdictOf(told.aftermath(), 'refused').verdict).toBe('pass');
  const [run] = told.events;
  if (run?.kind !== 'run') throw new Error('a history begins with its run');
  expect(openFacts(run, told.events).parkings).toMatchObject([{ orbit: undefined }]);
});
