import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { ClientEvent, ServerEvent } from '../../../src/sip/transaction/step.ts';
import {
  inviteClientRig,
  inviteServerRig,
  nonInviteClientRig,
  nonInviteServerRig,
  type Rig,
  reliable,
  requestOf,
  responseOf,
  unreliable,
} from './rig.ts';

/** Something happens after a while. */
interface Happening<Event> {
  readonly after: number;
  readonly event: Event;
}

const status = fc.constantFrom(100, 180, 200, 202, 302, 404, 487, 503, 603);
const settings = fc.constantFrom(reliable, unreliable);

const happenings = <Event>(event: fc.Arbitrary<Event>): fc.Arbitrary<Array<Happening<Event>>> =>
  fc.array(fc.record({ after: fc.constantFrom(0, 1, 150, 600, 4000, 20_000), event }), { maxLength: 12 });

const clientEvent = (method: string): fc.Arbitrary<ClientEvent> =>
  fc.oneof(
    { weight: 6, arbitrary: status.map((each) => response(method, each)) },
    { weight: 1, arbitrary: fc.constant<ClientEvent>({ kind: 'cancel' }) },
    { weight: 1, arbitrary: fc.constant<ClientEvent>({ kind: 'transport-error', why: 'refused' }) },
  );

const serverEvent = (method: string): fc.Arbitrary<ServerEvent> =>
  fc.oneof(
    { weight: 3, arbitrary: status.map((each): ServerEvent => ({ kind: 'respond', response: answer(method, each) })) },
    { weight: 3, arbitrary: fc.constant<ServerEvent>({ kind: 'request' }) },
    { weight: 2, arbitrary: fc.constant<ServerEvent>({ kind: 'ack', request: requestOf('ACK') }) },
    { weight: 1, arbitrary: fc.constant<ServerEvent>({ kind: 'transport-error', why: 'refused' }) },
  );

const answer = (method: string, code: number) => responseOf(requestOf(method), code);
const response = (method: string, code: number): ClientEvent => ({ kind: 'response', response: answer(method, code) });

function play<Event>(rig: Rig<Event>, events: ReadonlyArray<Happening<Event>>): void {
  for (const { after, event } of events) {
    rig.clock.advance(after);
    rig.dispatch(event);
    // Every timer that runs is the transaction's, and a transaction that is over has none.
    expect(rig.timers()).toHaveLength(rig.clock.pending);
    const over = rig.state() === 'terminated';
    expect(over && rig.clock.pending > 0).toBe(false);
  }
}

describe('whatever happens to a client transaction', () => {
  test.each([
    ['INVITE', inviteClientRig],
    ['OPTIONS', nonInviteClientRig],
  ] as const)('%s: it has one final outcome, all that comes up fits it, and no timer stays', (method, rigOf) => {
    fc.assert(
      fc.property(settings, happenings(clientEvent(method)), (how, events) => {
        const rig = rigOf(how);
        play(rig, events);
        rig.clock.advance(70_000);
        rig.dispatch({ kind: 'abandon', outcome: { kind: 'timeout', why: 'abandoned' } });
        expect(rig.state()).toBe('terminated');
        expect(rig.clock.pending).toBe(0);
        const finals = rig.told.filter((each) => each.includes('final'));
        expect(finals).toHaveLength(1);
        const after = rig.told.slice(rig.told.indexOf(finals[0] ?? '') + 1);
        const fits = finals[0]?.includes('final response 2') === true ? /repeated 2/ : /never/;
        expect(after.filter((each) => !fits.test(each))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('whatever happens to a server transaction', () => {
  test.each([
    ['INVITE', inviteServerRig],
    ['OPTIONS', nonInviteServerRig],
  ] as const)(
    '%s: it sends one final response and nothing provisional after it, and no timer stays',
    (method, rigOf) => {
      fc.assert(
        fc.property(
          settings,
          happenings(serverEvent(method)),
          fc.integer({ min: 200, max: 699 }),
          (how, events, last) => {
            const rig = rigOf(how);
            play(rig, events);
            rig.dispatch({ kind: 'respond', response: answer(method, last) });
            rig.clock.advance(70_000);
            expect(rig.state()).toBe('terminated');
            expect(rig.clock.pending).toBe(0);
            const statuses = rig.sent.map((each) => Number(each.split(' ')[1]));
            const first = statuses.findIndex((each) => each >= 200);
            const finals = new Set(first < 0 ? [] : statuses.slice(first));
            // Only an accepted INVITE may send more than one: its user's 2xx (RFC 6026 7.1).
            if (method === 'INVITE' && [...finals].every((each) => each >= 200 && each < 300)) return;
            expect(finals.size).toBeLessThanOrEqual(1);
          },
        ),
        { numRuns: 300 },
      );
    },
  );
});
