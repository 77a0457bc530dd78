import { expect, test } from '@jest/globals';
import type { TransitionAction } from '../../src/candidate/candidate.ts';
import { withOutage } from '../../src/candidate/with-outage.ts';

const off = { kind: 'run', command: ['off'], takes: 'primary' } as const;
const on = { kind: 'run', command: ['on'], returns: 'primary' } as const;
const tell = { kind: 'http', method: 'POST', pool: 'backup', path: 'tell' } as const;
const pause = { kind: 'pause', pool: 'primary' } as const;
const start = { kind: 'start', pool: 'primary' } as const;

test.each<[string, readonly TransitionAction[], readonly TransitionAction[]]>([
  ['a fault of our own is replaced', [{ kind: 'kill', pool: 'primary' }], [pause]],
  ['and what undoes it is left as it is', [start, tell], [start, tell]],
  ['hooks that take a pool away are replaced by one fault', [tell, off, off, tell], [tell, pause, tell]],
  ['what was done is undone before hooks that bring the pool back', [tell, on, on], [tell, start, on, on]],
])('%s', (_, actions, expected) => {
  expect(withOutage(actions, 'pause')).toEqual(expected);
});
