import { describe, expect, test } from '@jest/globals';
import { cellOf, type HistoryBuilder } from '../history-builder.ts';
import { type InShort, inShort, verdictOf } from '../verdict-of.ts';
import { callA, calling } from './calls.ts';

/** An address that is neither pool's own, as a pair shares one. */
const SHARED = 'udp:192.0.2.200:5060';

/** Alice hangs up, and nobody answers; bob is hung up on from the same address, or not. */
function unanswered(takesNotice: boolean): InShort {
  const told = calling(cellOf('S', { normal: [callA] }));
  const [alice, bob] = [told.side('A', 'alice'), told.side('A', 'bob')];
  told.check('aftermath', (of) => {
    told.wait(told.candidate.bounds.disconnect);
    const hanging = told.asked({ verb: 'hangup', by: 'alice', call: 'A', callId: alice.callId, of });
    told.inDialog(alice, 'BYE', {}, 'none');
    told.unhear('alice', alice.callId).unhear('bob', bob.callId).sides.delete('A');
    hanging.end('no answer');
    if (takesNotice) told.fromPeer(bob, 'BYE');
    else told.inDialog(bob, 'BYE', {}, 'none');
    told.wait(3_000);
  });
  return inShort(verdictOf(shared(told).end(), 'aftermath'));
}

/** The same history, in which all that came from the primary came from the shared address. */
function shared(told: HistoryBuilder): HistoryBuilder {
  const [run] = told.events;
  if (run?.kind !== 'run') throw new Error('a history begins with its run');
  const own = run.pools.primary;
  const changed = told.events.map((event) =>
    event.kind === 'sip' && event.remote === own ? { ...event, remote: SHARED } : event,
  );
  told.events.splice(0, told.events.length, ...changed);
  return told;
}

describe('a BYE to an address that the pools share', () => {
  test('must be answered by a B2BUA that has ended the other side because of it', () => {
    expect(unanswered(true)).toMatchObject([
      'fail',
      { code: 'bye-unanswered', fields: { pool: SHARED, party: 'alice' } },
    ]);
  });

  test('may be answered by nobody where nothing shows that a pool is there', () => {
    expect(unanswered(false)[0]).not.toBe('fail');
  });
});
