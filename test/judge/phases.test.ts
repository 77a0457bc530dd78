import { describe, expect, test } from '@jest/globals';
import { Phases } from '../../src/judge/evidence/phases.ts';
import { act, cellOf, history, type HistoryBuilder } from './history-builder.ts';

function calling(): HistoryBuilder {
  const acts = [act({ verb: 'call', call: 'A', by: 'alice', to: 'bob' })];
  return history(cellOf('P', { normal: acts }))
    .phase('normal')
    .call('A', 'alice', 'bob');
}

describe('the phases of a history', () => {
  const told = calling();
  told.phases('outage', 'failover');
  const phases = new Phases(told.events);
  const line = (phase: string, state: string): { readonly n: number; readonly t: number } =>
    told.events.find((event) => event.kind === 'phase' && event.phase === phase && event.state === state) ?? {
      n: 0,
      t: 0,
    };

  test('hold nothing but what is theirs', () => {
    expect(new Set(phases.faults.map(({ kind }) => kind))).toEqual(new Set(['fault']));
    expect(new Set(phases.processes.map(({ kind }) => kind))).toEqual(new Set(['process']));
  });

  test('change when the next is entered', () => {
    const { n, t } = line('outage', 'entering');
    expect(phases.lastChange(n)).toEqual({ n, t, what: 'entering outage' });
    expect(phases.lastChange(n - 1).what).toBe('entering normal');
    expect(phases.lastChange(0)).toEqual({ n: 0, t: 0, what: 'the beginning' });
  });

  test('are there when they are reached', () => {
    const { n } = line('outage', 'reached');
    expect([phases.at(n), phases.at(n - 1), phases.at(0)]).toEqual(['outage', 'normal', undefined]);
  });

  test('have an outage from the moment at which a harmful fault was set going', () => {
    const intended = told.events.find((event) => event.kind === 'fault') ?? { n: 0, t: 0 };
    expect(phases.outage()).toEqual({ n: intended.n, t: intended.t, what: 'the outage' });
    const healed = told.events.map((event) => (event.kind === 'fault' ? { ...event, fault: 'start' as const } : event));
    expect(new Phases(healed).outage()?.n).toBe(line('outage', 'entering').n);
    const applied = told.events.filter((event) => event.kind !== 'fault' || event.state !== 'intended');
    expect(new Phases(applied).outage()?.n).toBe(line('outage', 'entering').n);
    expect(new Phases(calling().events).outage()).toBeUndefined();
  });

  test.each(['manual', 'run', 'http'] as const)(
    'have an outage by %s from the proof of it, though it may have begun when it was asked for',
    (fault) => {
      const manual = told.events.map((event) =>
        event.kind === 'fault' ? { ...event, fault, effect: 'takes' as const } : event,
      );
      const at = (state: string): { readonly n: number; readonly t: number } =>
        manual.find((event) => event.kind === 'fault' && event.state === state) ?? { n: 0, t: 0 };
      expect(at('applied').n).toBeGreaterThan(at('intended').n);
      expect(new Phases(manual).outage()).toEqual({ n: at('intended').n, t: at('applied').t, what: 'the outage' });
      const unproven = manual.filter((event) => event.kind !== 'fault' || event.state !== 'applied');
      expect(new Phases(unproven).outage()).toMatchObject({ n: at('intended').n, t: at('intended').t });
    },
  );
});
