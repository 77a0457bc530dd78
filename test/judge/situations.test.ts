/** Situation × way, on hand-written histories: the verdict and its reason are the same for every way to take a pool away. */
import { describe, expect, test } from '@jest/globals';
import type { Candidate, TransitionAction } from '../../src/candidate/candidate.ts';
import type { FaultEvent, ProcessEvent } from '../../src/history/event.ts';
import { CANDIDATE } from './cells.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';
import { verdictOf } from './verdict-of.ts';

const callA = act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' });
const connected = { kind: 'is', outcome: 'connected', call: 'A' } as const;
const cell = cellOf('R', {
  normal: [callA],
  outage: [check('outage', connected)],
  failover: [check('failover', connected)],
  'failed-over': [],
  failback: [check('failback', connected)],
  restored: [],
});

interface Way {
  readonly fault: FaultEvent['fault'];
  readonly action: TransitionAction;
  /** How the process of the pool ends by it; undefined where it does not. */
  readonly exit?: Partial<ProcessEvent>;
}

const takes = 'primary';
const WAYS: Readonly<Record<string, Way>> = {
  kill: { fault: 'kill', action: { kind: 'kill', pool: 'primary' }, exit: { signal: 'SIGKILL', wanted: true } },
  stop: { fault: 'stop', action: { kind: 'stop', pool: 'primary' }, exit: { signal: 'SIGTERM', wanted: true } },
  pause: { fault: 'pause', action: { kind: 'pause', pool: 'primary' } },
  disconnect: { fault: 'disconnect', action: { kind: 'disconnect', pool: 'primary' } },
  'run kill -TERM': {
    fault: 'run',
    action: { kind: 'run', command: ['off'], takes },
    exit: { signal: 'SIGTERM', wanted: false },
  },
  'run kill -KILL': {
    fault: 'run',
    action: { kind: 'run', command: ['off'], takes },
    exit: { signal: 'SIGKILL', wanted: false },
  },
  'run kill -STOP': { fault: 'run', action: { kind: 'run', command: ['off'], takes } },
  http: {
    fault: 'http',
    action: { kind: 'http', method: 'POST', pool: 'primary', path: 'off', takes },
    exit: { code: 0, wanted: false },
  },
  exec: {
    fault: 'exec',
    action: { kind: 'exec', pool: 'primary', command: ['off'], takes },
    exit: { code: 137, wanted: false },
  },
};

class Outage {
  readonly told: HistoryBuilder;
  readonly #way: Way;

  constructor(way: Way) {
    this.#way = way;
    const outage = { ...CANDIDATE.transitions.outage, actions: [way.action] };
    const candidate: Partial<Candidate> = { transitions: { ...CANDIDATE.transitions, outage } };
    this.told = history(cell, candidate).phase('normal').call('A', 'alice', 'bob');
  }

  fault(state: FaultEvent['state'], proof?: string): this {
    const { fault } = this.#way;
    const base = { kind: 'fault', fault, effect: 'takes', pool: 'primary', state } as const;
    this.told.add(proof === undefined ? base : { ...base, proof });
    return this;
  }

  exited(exit = this.#way.exit): this {
    if (exit !== undefined) this.told.add({ kind: 'process', pool: 'primary', event: 'exited', pid: 4711, ...exit });
    return this;
  }

  phase(state: 'entering' | 'reached' | 'missed', why?: string): this {
    const base = { kind: 'phase', phase: 'outage', state } as const;
    this.told.add(why === undefined ? base : { ...base, why });
    if (state === 'reached') this.told.up = ['backup'];
    return this;
  }

  /** As it is meant to be: intended, applied, the phase reached. */
  applied(): this {
    return this.phase('entering')
      .fault('intended')
      .exited()
      .fault('applied', 'OPTIONS is not answered')
      .phase('reached');
  }

  /** As it was meant to be, to the end of the cell. */
  restored(between: () => void = () => {}): this {
    this.told.phase('failover').check('failover').phase('failed-over');
    between();
    this.told.phase('failback').check('failback').phase('restored').aftermath();
    return this;
  }

  /** The verdicts and reasons of all checks; the name of the way is no part of it. */
  said(): readonly string[] {
    return ['outage', 'failover', 'failback', 'aftermath'].map((name) => {
      const { verdict, reason } = verdictOf(this.told, name);
      return `${verdict}: ${nameless(reason)}`;
    });
  }
}

function nameless(reason: string): string {
  return reason
    .replace(/(after its |fault \(|service \()(kill|stop|pause|disconnect|run|http|exec)/, '$1WAY')
    .replace(/\d+ ms/g, 'N ms');
}

const SITUATIONS: Readonly<
  Record<string, { readonly play: (way: Way) => Outage; readonly verdicts: readonly string[] }>
> = {
  'stays away, and is restored as planned': {
    play: (way) => {
      const outage = new Outage(way).applied();
      outage.told.check('outage');
      return outage.restored();
    },
    verdicts: ['pass', 'pass', 'pass', 'pass'],
  },
  'comes back by itself in the outage': {
    play: (way) => {
      const outage = new Outage(way).applied().fault('undone', 'primary answers OPTIONS again');
      outage.told.check('outage');
      return outage.restored();
    },
    verdicts: ['inconclusive', 'inconclusive', 'inconclusive', 'inconclusive'],
  },
  'comes back by itself later': {
    play: (way) => {
      const outage = new Outage(way).applied();
      outage.told.check('outage').phase('failover');
      outage.fault('undone', 'primary answers OPTIONS again');
      return outage.restored();
    },
    verdicts: ['pass', 'inconclusive', 'inconclusive', 'inconclusive'],
  },
  'never goes away': {
    play: (way) => {
      const outage = new Outage(way).phase('entering').fault('intended');
      outage.fault('not-applied', 'primary still answers OPTIONS').phase('missed', 'the fault was not applied');
      outage.told.aftermath();
      return outage;
    },
    verdicts: ['inconclusive', 'inconclusive', 'inconclusive', 'inconclusive'],
  },
  'is away without any proof of it': {
    play: (way) => {
      const outage = new Outage(way).phase('entering').phase('reached');
      outage.told.check('outage');
      return outage.restored();
    },
    verdicts: ['inconclusive', 'inconclusive', 'inconclusive', 'inconclusive'],
  },
  'dies by itself before the outage': {
    play: (way) => {
      const outage = new Outage(way).exited({ code: 1, wanted: false }).applied();
      outage.told.check('outage');
      return outage.restored();
    },
    verdicts: ['inconclusive', 'inconclusive', 'inconclusive', 'inconclusive'],
  },
  'ends while it is away, whatever ended it': {
    play: (way) => {
      const outage = new Outage(way).applied();
      outage.told.check('outage');
      return outage.restored(() => outage.exited({ code: null, signal: 'SIGKILL', wanted: false }));
    },
    verdicts: ['pass', 'pass', 'pass', 'pass'],
  },
  'dies by itself once it is back': {
    play: (way) => {
      const outage = new Outage(way).applied();
      outage.told.check('outage').phase('failover').check('failover').phase('failed-over').phase('failback');
      outage.exited({ code: 1, wanted: false });
      outage.told.check('failback').phase('restored').aftermath();
      return outage;
    },
    verdicts: ['pass', 'pass', 'pass', 'fail'],
  },
  'comes back by itself, and dies': {
    play: (way) => {
      const outage = new Outage(way).applied();
      outage.told.check('outage').phase('failover');
      outage.fault('undone', 'primary answers OPTIONS again').exited({ code: 1, wanted: false });
      return outage.restored();
    },
    verdicts: ['pass', 'inconclusive', 'inconclusive', 'inconclusive'],
  },
  'still answers new requests': {
    play: (way) => {
      const outage = new Outage(way).applied();
      outage.told.register('carol', { pool: 'primary' }).check('outage');
      return outage.restored();
    },
    verdicts: ['inconclusive', 'inconclusive', 'inconclusive', 'inconclusive'],
  },
};

describe.each(Object.entries(SITUATIONS))('a primary that %s', (_, { play, verdicts }) => {
  const usual = play(WAYS['kill'] ?? { fault: 'kill', action: { kind: 'kill', pool: 'primary' } }).said();

  test.each(Object.entries(WAYS))('by %s', (__, way) => {
    const said = play(way).said();
    expect(said.map((text) => text.split(':', 1)[0])).toEqual(verdicts);
    expect(said).toEqual(usual);
  });
});

test('a hook that brings a pool back may end first what is left of it', () => {
  const way = WAYS['run kill -STOP'];
  if (way === undefined) throw new Error('there is such a way');
  const outage = new Outage(way).applied();
  outage.told.check('outage').phase('failover').check('failover').phase('failed-over');
  outage.told.add({ kind: 'fault', fault: 'run', effect: 'returns', pool: 'primary', state: 'intended' });
  outage.exited({ code: null, signal: 'SIGKILL', wanted: false });
  outage.told.phase('failback').check('failback').phase('restored').aftermath();
  expect(outage.said().map((text) => text.split(':', 1)[0])).toEqual(['pass', 'pass', 'pass', 'pass']);
});
