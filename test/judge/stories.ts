/** Whole cells as a conforming server plays them: each with the checks that must pass. */
import type { Candidate } from '../../src/candidate/candidate.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';

const LIMITED = 'register-action="added";is-connected-to-primary="no";user-services-state=unavailable';
const FULL = 'register-action="refreshed";is-connected-to-primary="yes"';

const callA = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
const parkA = act({ verb: 'park', call: 'A', by: 'bob' });

/** DR-12: held, transferred, parked and retrieved on the backup. */
function failover(candidate: Partial<Candidate> = {}): HistoryBuilder {
  const cell = cellOf('DR-12', {
    normal: [callA],
    failover: [
      check('still-connected', { kind: 'is', outcome: 'connected', call: 'A' }),
      check('park-refused', { kind: 'cannot', deed: { verb: 'park', call: 'A', by: 'bob' } }),
      check('holdable', { kind: 'can', deed: { verb: 'hold', call: 'A', by: 'bob' } }),
      check('transferable', {
        kind: 'can',
        deed: { verb: 'transfer', call: 'A', by: 'bob', to: 'dave', how: 'blind' },
      }),
    ],
    'failed-over': [
      check('parkable', { kind: 'can', deed: { verb: 'park', call: 'A', by: 'dave' } }),
      check('retrievable', { kind: 'can', deed: { verb: 'retrieve', call: 'A', by: 'carol' } }),
    ],
  });
  const told = history(cell, candidate);
  told.phase('normal').call('A', 'alice', 'bob').phases('outage', 'failover');
  told.check('still-connected', (of) => told.listen('A', 'alice', 'bob', { of }));
  told.check('park-refused', (of) => {
    told
      .park('A', 'bob', { of, answer: 503 })
      .listen('A', 'alice', 'bob', { of })
      .lookup('bob', 'backup', undefined, { of });
  });
  told.check('holdable', (of) => {
    told.hold('A', 'bob', { of }).resume('A', 'bob', { of }).listen('A', 'alice', 'bob', { of });
  });
  told.check('transferable', (of) => told.transfer('A', 'bob', 'dave', { of }));
  told.phase('failed-over');
  told.check('parkable', (of) => told.park('A', 'dave', { of }).lookup('dave', 'backup', '201', { of }));
  told.check('retrievable', (of) => told.retrieve('A', 'carol', { of }).dial('A', 'bob', 'backup', '201', { of }));
  return told.aftermath();
}

/** DR-21: dropped by a silent death, no ghost anywhere. */
function outageOfParked(candidate: Partial<Candidate> = {}): HistoryBuilder {
  const nobody = { kind: 'is', outcome: 'nobody', call: 'A' } as const;
  const cell = cellOf('DR-21', {
    normal: [callA, parkA],
    outage: [check('disconnected', { kind: 'is', outcome: 'disconnected', call: 'A' })],
    failover: [check('no-ghost-during', nobody)],
    restored: [check('no-ghost-after', nobody)],
  });
  const told = history(cell, candidate);
  told.phase('normal').call('A', 'alice', 'bob').park('A', 'bob').phase('outage');
  const { callId } = told.side('A', 'alice');
  told.wait(30).unhear('alice', callId);
  told.orbits.clear();
  told.check('disconnected', (of) => told.probe('A', 'alice', { of, status: 'none' }));
  told.inDialog(told.side('A', 'alice'), 'BYE', {}, 'none');
  told.sides.delete('A');
  told.phase('failover');
  told.check('no-ghost-during', (of) =>
    told.lookup('bob', 'backup', '101', { of }).dial('A', 'bob', 'backup', '101', { of }),
  );
  told.phases('failed-over', 'failback', 'restored');
  told.check('no-ghost-after', (of) => {
    for (const pool of ['primary', 'backup'] as const) {
      told
        .lookup('bob', pool, '101', { of })
        .dial('A', 'bob', pool, '101', { of, status: pool === 'primary' ? 404 : 603 });
    }
  });
  return told.aftermath();
}

/** DR-23: parked on the backup, through failback, retrieved when it is over. */
function failbackOfParked(candidate: Partial<Candidate> = {}): HistoryBuilder {
  const cell = cellOf('DR-23', {
    'failed-over': [callA, parkA],
    failback: [check('still-parked', { kind: 'is', outcome: 'parked', call: 'A' })],
    restored: [check('retrievable', { kind: 'can', deed: { verb: 'retrieve', call: 'A', by: 'carol' } })],
  });
  const told = history(cell, candidate);
  told.phases('normal', 'outage', 'failover', 'failed-over').call('A', 'alice', 'bob').park('A', 'bob');
  told.phase('failback');
  told.check('still-parked', (of) => told.lookup('bob', 'backup', '201', { of }));
  told.phase('restored');
  told.check('retrievable', (of) => told.retrieve('A', 'carol', { of }).dial('A', 'bob', 'backup', '201', { of }));
  return told.aftermath();
}

/** DR-11 and DR-31: no pool is needed for a call that is up; parking meets silence. */
export function outageOfConnected(candidate: Partial<Candidate> = {}): HistoryBuilder {
  const cell = cellOf('DR-11', {
    normal: [callA],
    outage: [
      check('still-connected', { kind: 'is', outcome: 'connected', call: 'A' }),
      check('park-refused', { kind: 'cannot', deed: { verb: 'park', call: 'A', by: 'bob' } }),
    ],
  });
  const told = history(cell, candidate);
  told.phase('normal').call('A', 'alice', 'bob').phase('outage');
  told.check('still-connected', (of) => told.listen('A', 'alice', 'bob', { of }));
  told.check('park-refused', (of) => {
    told.park('A', 'bob', { of, answer: 'none', after: 1000 }).listen('A', 'alice', 'bob', { of });
  });
  return told.aftermath();
}

/** DR-31: retrieved before the outage, handed on, hung up. */
function outageOfRetrieved(candidate: Partial<Candidate> = {}): HistoryBuilder {
  const connected = { kind: 'is', outcome: 'connected', call: 'A' } as const;
  const cell = cellOf('DR-31', {
    normal: [
      callA,
      parkA,
      act({ verb: 'retrieve', call: 'A', by: 'carol' }),
      act({ verb: 'hold', call: 'A', by: 'carol' }),
      check('held', { kind: 'is', outcome: 'held', call: 'A' }),
      act({ verb: 'resume', call: 'A', by: 'carol' }),
    ],
    outage: [check('connected', connected)],
    failover: [
      act({ verb: 'transfer', call: 'A', by: 'carol', to: 'dave', how: 'blind' }),
      check('still-connected', connected),
      act({ verb: 'hangup', call: 'A', by: 'dave' }),
    ],
    'failed-over': [check('over', { kind: 'is', outcome: 'nobody', call: 'A' })],
  });
  const told = history(cell, candidate);
  told.phase('normal').call('A', 'alice', 'bob').park('A', 'bob').retrieve('A', 'carol').hold('A', 'carol');
  told.check('held').resume('A', 'carol').phase('outage');
  told.check('connected', (of) => told.listen('A', 'alice', 'carol', { of }));
  told.phase('failover').transfer('A', 'carol', 'dave').check('still-connected').hangup('A', 'dave');
  told.phase('failed-over');
  told.check('over', (of) => told.lookup('bob', 'backup', '101', { of }).dial('A', 'bob', 'backup', '101', { of }));
  return told.aftermath();
}

/** DR-S1: redirected, limited, told so. */
function redirected(candidate: Partial<Candidate> = {}): HistoryBuilder {
  const cell = cellOf(
    'DR-S1',
    {
      normal: [callA],
      failover: [
        check('redirected', { kind: 'can', deed: { verb: 'register', by: 'alice' } }),
        check('announced', { kind: 'announces', mode: 'resiliency', by: 'alice' }),
      ],
      'failed-over': [check('full-service', { kind: 'announces', mode: 'full-service', by: 'alice' })],
    },
    { demands: ['failover'] },
  );
  const told = history(cell, candidate);
  told.phase('normal').call('A', 'alice', 'bob').phases('outage', 'failover');
  told.check('redirected', (of) => told.register('alice', { of, state: LIMITED }));
  told.check('announced', (of) => told.register('alice', { of, state: LIMITED }));
  told.phase('failed-over');
  told.check('full-service', (of) => told.register('alice', { of, state: FULL }));
  return told.aftermath();
}

/** DR-S2: the backup's settings, down to its timeout target. */
function settings(candidate: Partial<Candidate> = {}): HistoryBuilder {
  const of = 'backup' as const;
  const cell = cellOf('DR-S2', {
    'failed-over': [
      callA,
      parkA,
      check('orbit-in-range', { kind: 'setting', setting: 'orbits', call: 'A', of }),
      check('music', { kind: 'setting', setting: 'music-on-hold', call: 'A', of }),
      check('pickup-timeout', { kind: 'setting', setting: 'pickup-timeout', call: 'A', of }),
      check('pickup-attempts', { kind: 'setting', setting: 'pickup-attempts', call: 'A', of }),
      check('timeout-target', { kind: 'setting', setting: 'timeout-target', call: 'A', of }),
    ],
  });
  const told = history(cell, candidate);
  told.phases('normal', 'outage', 'failover', 'failed-over').call('A', 'alice', 'bob').park('A', 'bob');
  told
    .check('orbit-in-range')
    .check('music', (id) => told.asked({ verb: 'listen', by: 'alice', call: 'A', of: id }).end());
  told.check('pickup-timeout', () => told.wait(3900).ring('backup', 'bob', 'ring-1'));
  const onward = (): void => void told.ring('backup', 'dave', 'onward', { status: 200, call: 'A', hears: 'alice' });
  told.check('pickup-attempts', onward);
  const { callId } = told.side('A', 'alice');
  told.unhear('alice', callId, 'music:backup').hear('alice', callId, 'dave');
  told.check('timeout-target', (id) => told.listen('A', 'dave', 'alice', { of: id }));
  const dave = told.sides.get('A')?.find(({ party }) => party === 'dave');
  if (dave !== undefined) told.inDialog(dave, 'BYE');
  const alice = told.side('A', 'alice');
  told.fromPeer(alice, 'BYE');
  told.unhear('dave', 'onward').unhear('alice', alice.callId);
  told.orbits.clear();
  return told.aftermath();
}

export const STORIES = {
  failover,
  outageOfParked,
  failbackOfParked,
  outageOfConnected,
  outageOfRetrieved,
  redirected,
  settings,
};
