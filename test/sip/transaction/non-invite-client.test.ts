import { describe, expect, test } from '@jest/globals';
import type { ClientEvent } from '../../../src/sip/transaction/step.ts';
import { nonInviteClientRig, reliable, requestOf, responseOf, unreliable } from './rig.ts';

const response = (status: number): ClientEvent => ({
  kind: 'response',
  response: responseOf(requestOf('OPTIONS'), status),
});

describe('a non-INVITE client transaction over UDP', () => {
  test('retransmits at intervals that double up to T2 and times out after 64*T1 (17.1.2.2, timers E and F)', () => {
    const rig = nonInviteClientRig(unreliable);
    rig.clock.advance(60_000);
    const times = [0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500];
    expect(rig.sent).toEqual(times.map((at) => `${at} OPTIONS`));
    expect(rig.told).toEqual(['32000 final timeout']);
    expect(rig.clock.pending).toBe(0);
  });

  test('retransmits every T2 after a provisional response, under the same timer F', () => {
    const rig = nonInviteClientRig(unreliable);
    rig.clock.advance(600);
    rig.dispatch(response(100));
    rig.dispatch(response(182));
    rig.clock.advance(60_000);
    const times = [0, 500, 1500, 5500, 9500, 13_500, 17_500, 21_500, 25_500, 29_500];
    expect(rig.sent).toEqual(times.map((at) => `${at} OPTIONS`));
    expect(rig.told).toEqual(['600 provisional 100', '600 provisional 182', '32000 final timeout']);
  });

  test.each([[[200]], [[100, 404]]])(
    'absorbs further responses for T4 after its final one (%j, timer K)',
    (statuses) => {
      const rig = nonInviteClientRig(unreliable);
      for (const status of statuses) rig.dispatch(response(status));
      const before = rig.told.length;
      rig.dispatch(response(200));
      rig.dispatch(response(500));
      expect(rig.told).toHaveLength(before);
      expect(rig.timers()).toEqual(['K']);
      rig.clock.advance(4999);
      expect(rig.state()).toBe('completed');
      rig.clock.advance(1);
      expect(rig.state()).toBe('terminated');
      expect(rig.sent).toEqual(['0 OPTIONS']);
    },
  );

  test('fails at a transport error, trying or proceeding (17.1.4)', () => {
    for (const before of [[], [response(100)]]) {
      const rig = nonInviteClientRig(unreliable);
      for (const event of before) rig.dispatch(event);
      rig.dispatch({ kind: 'transport-error', why: 'refused' });
      expect(rig.told.at(-1)).toBe('0 final transport');
      expect(rig.clock.pending).toBe(0);
    }
  });

  test('cannot be cancelled, only abandoned', () => {
    const rig = nonInviteClientRig(unreliable);
    rig.dispatch(response(100));
    rig.dispatch({ kind: 'cancel' });
    expect(rig.told).toEqual(['0 provisional 100']);
    rig.dispatch({ kind: 'abandon', outcome: { kind: 'timeout', why: 'abandoned' } });
    rig.dispatch({ kind: 'abandon', outcome: { kind: 'timeout', why: 'abandoned' } });
    expect(rig.told).toEqual(['0 provisional 100', '0 final timeout']);
    expect(rig.clock.pending).toBe(0);
  });
});

describe('a non-INVITE client transaction over TCP', () => {
  test('sends once and times out after 64*T1', () => {
    const rig = nonInviteClientRig(reliable);
    rig.clock.advance(60_000);
    expect(rig.sent).toEqual(['0 OPTIONS']);
    expect(rig.told).toEqual(['32000 final timeout']);
  });

  test('is over with its final response, as timer K is 0', () => {
    const rig = nonInviteClientRig(reliable);
    rig.dispatch(response(200));
    expect(rig.state()).toBe('terminated');
    expect(rig.clock.pending).toBe(0);
  });
});
