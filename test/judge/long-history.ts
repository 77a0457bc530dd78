/** A history of any length, as a conforming server makes it: one cell with many calls, each parked and retrieved. */
import type { HistoryEvent } from '../../src/history/event.ts';
import type { Phase, Step } from '../../src/suite/cell.ts';
import { CANDIDATE } from './cells.ts';
import { act, cellOf, check, history, type HistoryBuilder } from './history-builder.ts';

/** In which every call is made, looked at, parked and retrieved. */
const PHASES = ['normal', 'failover', 'failed-over', 'restored'] as const satisfies readonly Phase[];

/** Each call has ten checks; one more ends the cell. */
export function longHistory(calls: number): readonly HistoryEvent[] {
  const labels = Array.from({ length: calls }, (_, index) => `C${index + 1}`);
  const inPhase = (index: number): readonly string[] =>
    labels.filter((_, at) => Math.floor((at * PHASES.length) / calls) === index);
  const scenario = Object.fromEntries(
    PHASES.map((phase, index) => [phase, inPhase(index).flatMap((call) => stepsOf(call, phase))]),
  );
  const cell = cellOf('LONG', scenario, { parties: ['alice', 'bob', 'carol', 'dave', 'erin', 'frank'] });
  const told = history(cell);
  PHASES.forEach((phase, index) => {
    if (phase === 'failover') told.phase('outage');
    if (phase === 'restored') told.phase('failback');
    told.phase(phase);
    for (const call of inPhase(index)) play(told, call);
  });
  return told.aftermath().events;
}

function stepsOf(call: string, phase: Phase): readonly Step[] {
  const of = CANDIDATE.homes[phase];
  return [
    act({ verb: 'register', by: 'erin' }),
    act({ verb: 'call', call, by: 'alice', to: 'bob' }),
    check(`${call}-connected`, { kind: 'is', outcome: 'connected', call }),
    check(`${call}-holdable`, { kind: 'can', deed: { verb: 'hold', call, by: 'bob' } }),
    act({ verb: 'hold', call, by: 'alice' }),
    check(`${call}-held`, { kind: 'is', outcome: 'held', call }),
    act({ verb: 'resume', call, by: 'alice' }),
    check(`${call}-registered`, { kind: 'can', deed: { verb: 'register', by: 'frank' } }),
    check(`${call}-parkable`, { kind: 'can', deed: { verb: 'park', call, by: 'bob' } }),
    check(`${call}-parked`, { kind: 'is', outcome: 'parked', call }),
    check(`${call}-orbit`, { kind: 'setting', setting: 'orbits', call, of }),
    check(`${call}-retrievable`, { kind: 'can', deed: { verb: 'retrieve', call, by: 'carol' } }),
    check(`${call}-retrieved`, { kind: 'is', outcome: 'connected', call }),
    act({ verb: 'hangup', call, by: 'alice' }),
    check(`${call}-nobody`, { kind: 'is', outcome: 'nobody', call }),
  ];
}

function play(told: HistoryBuilder, call: string): void {
  const pool = told.home;
  const orbit = String(told.candidate.pools[pool].orbits.first + 1);
  told.register('erin');
  told.call(call, 'alice', 'bob');
  told.check(`${call}-connected`, (of) => listen(told, call, 9, of));
  told.check(`${call}-holdable`, (of) => told.hold(call, 'bob', { of }).resume(call, 'bob', { of }));
  told.hold(call, 'alice');
  told.check(`${call}-held`);
  told.resume(call, 'alice');
  told.check(`${call}-registered`, (of) => {
    for (let time = 0; time < 45; time += 1) told.register('frank', { of });
  });
  told.check(`${call}-parkable`, (of) => told.park(call, 'bob', { of, orbit }).lookup('bob', pool, orbit, { of }));
  told.check(`${call}-parked`, (of) => told.lookup('dave', pool, orbit, { of }));
  told.check(`${call}-orbit`);
  told.check(`${call}-retrievable`, (of) =>
    told.retrieve(call, 'carol', { of }).dial(call, 'dave', pool, orbit, { of }),
  );
  told.check(`${call}-retrieved`, (of) => listen(told, call, 9, of));
  told.hangup(call, 'alice');
  told.check(`${call}-nobody`, (of) => {
    for (const each of told.up) told.dial(call, 'dave', each, orbit, { of }).lookup('dave', each, undefined, { of });
  });
}

/** A check that listens for a while: most of what is in a history is of this kind. */
function listen(told: HistoryBuilder, call: string, times: number, of: string): void {
  for (let time = 0; time < times; time += 1) {
    const [one, other] = (told.sides.get(call) ?? []).map(({ party }) => party);
    if (one !== undefined && other !== undefined) told.listen(call, one, other, { of });
  }
}
