import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { HookAction, TransitionAction } from '../../../src/candidate/candidate.ts';
import { carryOut } from '../../../src/fault/carry-out.ts';
import { FaultWatch } from '../../../src/fault/fault-watch.ts';
import type { FaultEvent } from '../../../src/history/event.ts';
import type { FaultsOf, Pool, PoolState } from '../../../src/runtime/pool.ts';
import { until } from '../patience.ts';
import { benchOf, poolAt } from './bench.ts';

const closers: Array<() => void> = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

interface AnsweringPool {
  readonly pool: Pool;
  /** What was run in it. */
  readonly commands: readonly string[];
  /** It comes back by itself. */
  readonly release: () => void;
}

/** A pool that answers OPTIONS unless it is away; a command in it takes it away or brings it back. */
async function openAnsweringPool(): Promise<AnsweringPool> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { address, port } = socket.address();
  closers.push(() => socket.close());
  const commands: string[] = [];
  let silent = false;
  let state: PoolState = 'running';
  socket.on('message', (_, from) => {
    if (!silent) socket.send('SIP/2.0 200 OK\r\n\r\n', from.port, from.address);
  });
  const hold = (next: PoolState): void => {
    silent = true;
    state = next;
  };
  const release = (): void => {
    silent = false;
    state = 'running';
  };
  const pool: Pool = {
    ...poolAt('primary', { address: { transport: 'udp', host: address, port } }),
    get state() {
      return state;
    },
    look: async () => state,
    faults: { pause: { apply: async () => hold('paused'), undo: async () => release() } },
    exec: async ([command = ''], signal) => {
      commands.push(command);
      if (command === 'off') hold('running');
      if (command === 'on') release();
      if (command === 'off, later') setTimeout(hold, 300, 'running');
      if (command === 'hangs') await once(signal, 'abort').then(() => signal.throwIfAborted());
      return { code: command === 'fails' ? 1 : 0, output: '' };
    },
  };
  return { pool, commands, release };
}

async function opened(within = 2_000) {
  const primary = await openAnsweringPool();
  const faults: FaultEvent[] = [];
  const watch = new FaultWatch();
  closers.push(() => watch.close());
  const bench = benchOf({ pools: { primary: primary.pool, backup: poolAt('backup') }, faults, watch, within });
  return { primary, bench, faults, watch };
}

const exec = (command: string, more: Partial<HookAction> = {}): TransitionAction => ({
  kind: 'exec',
  pool: 'primary',
  command: [command],
  ...(more.takes === undefined ? {} : { takes: more.takes }),
  ...(more.returns === undefined ? {} : { returns: more.returns }),
  ...(more.within === undefined ? {} : { within: more.within }),
});

const takes = { takes: 'primary' } as const;
const returns = { returns: 'primary' } as const;

function told(faults: readonly FaultEvent[]): readonly string[] {
  return faults.map(({ fault, effect, state }) => `${fault} ${effect} ${state}`);
}

async function undone(faults: readonly FaultEvent[]): Promise<void> {
  await until(() => faults.at(-1)?.state === 'undone');
}

describe.each<[string, TransitionAction]>([
  ['pause', { kind: 'pause', pool: 'primary' }],
  ['exec', exec('off', takes)],
])('a pool that is taken away by %s', (kind, action) => {
  test('is intended, applied, watched, and undone when it comes back by itself', async () => {
    const { primary, bench, faults, watch } = await opened();
    expect(await carryOut(bench, [action])).toBeUndefined();
    expect(told(faults)).toEqual([`${kind} takes intended`, `${kind} takes applied`]);
    expect(watch.guards('primary')).toBe(true);
    primary.release();
    await undone(faults);
    expect(faults.at(-1)).toMatchObject({ state: 'undone', proof: 'primary answers OPTIONS again' });
  });

  test('is brought back without being undone', async () => {
    const { bench, faults, watch } = await opened();
    await carryOut(bench, [action]);
    const back: TransitionAction = kind === 'pause' ? { kind: 'start', pool: 'primary' } : exec('on', returns);
    expect(await carryOut(bench, [back])).toBeUndefined();
    const way = kind === 'pause' ? 'unpause' : 'exec';
    expect(told(faults).slice(2)).toEqual([`${way} returns intended`, `${way} returns healed`]);
    expect(watch.guards('primary')).toBe(false);
  });
});

describe('hooks', () => {
  test('of one list that take the same pool away are one fault, proven after the last', async () => {
    const { bench, faults } = await opened();
    expect(await carryOut(bench, [exec('tell', takes), exec('off', takes), exec('look')])).toBeUndefined();
    expect(told(faults)).toEqual(['exec takes intended', 'exec takes applied']);
  });

  test('have a fault of our own between them for another one', async () => {
    const { bench, faults } = await opened();
    const pause: TransitionAction = { kind: 'pause', pool: 'primary' };
    expect(await carryOut(bench, [exec('tell', takes), pause, exec('look', takes)])).toBeUndefined();
    expect(told(faults)).toEqual([
      'exec takes intended',
      'pause takes intended',
      'pause takes applied',
      'exec takes applied',
    ]);
  });

  test('may be done before the pool is away', async () => {
    const { bench, faults } = await opened();
    expect(await carryOut(bench, [exec('off, later', takes)])).toBeUndefined();
    expect(told(faults)).toEqual(['exec takes intended', 'exec takes applied']);
  });

  test('that take nothing away have not been applied', async () => {
    const { bench, faults } = await opened(400);
    const why = 'primary still answers OPTIONS';
    expect(await carryOut(bench, [exec('tell', takes)])).toEqual({ why: `the fault was not applied: ${why}` });
    expect(faults.at(-1)).toMatchObject({ state: 'not-applied', proof: why });
  });

  test('that fail have not either, and nothing is done after them', async () => {
    const { primary, bench, faults } = await opened();
    expect((await carryOut(bench, [exec('fails', takes), exec('off', takes)]))?.why).toMatch(/ended with exit code 1$/);
    expect(told(faults)).toEqual(['exec takes intended', 'exec takes not-applied']);
    expect(primary.commands).toEqual(['fails']);
  });

  test('that bring nothing back have not either', async () => {
    const { bench, faults } = await opened(300);
    await carryOut(bench, [exec('off', takes)]);
    expect(await carryOut(bench, [exec('tell', returns)])).toEqual({
      why: 'primary does not answer OPTIONS after its exec',
    });
    expect(told(faults).slice(2)).toEqual(['exec returns intended', 'exec returns not-applied']);
  });

  test('that do not end are named, with their phase and their bound', async () => {
    const { bench } = await opened();
    expect(await carryOut(bench, [exec('hangs', { within: 150 })])).toEqual({
      why: '`exec: hangs in primary` of phase failback took too long: its end did not come within 150 ms; if it needs more time: `within` beside it in the candidate file',
      overran: true,
    });
  });
});

test('what neither takes a pool away nor brings one back is no fault', async () => {
  const { bench, faults } = await opened();
  expect(await carryOut(bench, [exec('tell')])).toBeUndefined();
  expect(faults).toEqual([]);
});

test('a fault that the runtime does not have is a failure of the bench', async () => {
  const { bench } = await opened();
  await expect(carryOut(bench, [{ kind: 'kill', pool: 'primary' }])).rejects.toMatchObject({
    name: 'HarnessError',
    message: 'the runtime of the primary pool has no `kill`',
  });
});

/** For the compiler: a runtime has exactly the faults that the table of runtimes promises of it. */
const fault = { apply: async () => undefined, undo: async () => undefined };
const OF_PROCESS: FaultsOf<'process'> = { kill: fault, stop: fault, pause: fault };
// @ts-expect-error -- a container can be cut off as well
const OF_DOCKER: FaultsOf<'docker'> = OF_PROCESS;

test('a runtime without a promised fault does not compile', () => {
  expect(Object.keys(OF_DOCKER)).not.toContain('disconnect');
});
