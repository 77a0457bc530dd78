import { describe, expect, test } from '@jest/globals';
import { Machine } from '../../../src/sip/transaction/machine.ts';
import { start, type Step, stop, type TimerFired } from '../../../src/sip/transaction/step.ts';
import { VirtualClock } from './virtual-clock.ts';

type State = { readonly kind: 'on' | 'terminated' };
type Event = { readonly kind: 'say' | 'end' } | TimerFired;
type Effect = { readonly kind: 'said' };

const reduce = (state: State, event: Event): Step<State, Effect> => {
  if (state.kind === 'terminated') return { state, effects: [] };
  if (event.kind === 'end') return { state: { kind: 'terminated' }, effects: [stop('A')] };
  return { state, effects: [{ kind: 'said' }, start('A', 100)] };
};

describe('a machine', () => {
  test('finishes the effects of an event before it takes the event that one of them caused', () => {
    const clock = new VirtualClock();
    let ends = 0;
    const machine = new Machine<State, Event, Effect>(
      { kind: 'on' },
      {
        clock,
        reduce,
        perform: () => machine.dispatch({ kind: 'end' }),
        onTerminated: () => {
          ends += 1;
        },
      },
    );
    machine.dispatch({ kind: 'say' });
    expect(machine.state.kind).toBe('terminated');
    expect(clock.pending).toBe(0);
    expect(ends).toBe(1);
  });

  test('starts a timer anew instead of a second time', () => {
    const clock = new VirtualClock();
    const said: number[] = [];
    const machine = new Machine<State, Event, Effect>(
      { kind: 'on' },
      {
        clock,
        reduce,
        perform: () => said.push(clock.now),
        onTerminated: () => {},
      },
    );
    machine.begin([start('A', 100)]);
    clock.advance(60);
    machine.dispatch({ kind: 'say' });
    expect(machine.timers).toEqual(['A']);
    clock.advance(100);
    expect(said).toEqual([60, 160]);
  });
});
