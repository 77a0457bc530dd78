import { describe, expect, test } from '@jest/globals';
import type { ClientEvent } from '../../../src/sip/transaction/step.ts';
import { inviteClientRig, reliable, requestOf, responseOf, unreliable } from './rig.ts';

const response = (status: number): ClientEvent => ({
  kind: 'response',
  response: responseOf(requestOf('INVITE'), status),
});

describe('an INVITE client transaction over UDP', () => {
  test('retransmits at doubling intervals and times out after 64*T1 (17.1.1.2, timers A and B)', () => {
    const rig = inviteClientRig(unreliable);
    rig.clock.advance(60_000);
    expect(rig.sent).toEqual([0, 500, 1500, 3500, 7500, 15_500, 31_500].map((at) => `${at} INVITE`));
    expect(rig.told).toEqual(['32000 final timeout']);
    expect(rig.state()).toBe('terminated');
    expect(rig.clock.pending).toBe(0);
  });

  test('stops retransmitting at a provisional response and then waits without a limit', () => {
    const rig = inviteClientRig(unreliable);
    rig.clock.advance(600);
    rig.dispatch(response(100));
    rig.dispatch(response(180));
    rig.clock.advance(1_000_000);
    expect(rig.sent).toEqual(['0 INVITE', '500 INVITE']);
    expect(rig.told).toEqual(['600 provisional 100', '600 provisional 180']);
    expect(rig.state()).toBe('proceeding');
    expect(rig.timers()).toEqual([]);
  });

  test.each([300, 486, 603])('acknowledges each copy of a %i until timer D ends it, and tells of it once', (status) => {
    const rig = inviteClientRig(unreliable);
    rig.dispatch(response(status));
    rig.clock.advance(500);
    rig.dispatch(response(status));
    expect(rig.sent).toEqual(['0 INVITE', '0 ACK', '500 ACK']);
    expect(rig.told).toEqual([`0 final response ${status}`]);
    expect(rig.timers()).toEqual(['D']);
    rig.clock.advance(31_499);
    expect(rig.state()).toBe('completed');
    rig.clock.advance(1);
    expect(rig.state()).toBe('terminated');
  });

  test('passes on further 2xx and nothing else until timer M ends it (RFC 6026 7.2)', () => {
    const rig = inviteClientRig(unreliable);
    rig.dispatch(response(200));
    rig.dispatch(response(486));
    rig.dispatch(response(180));
    rig.clock.advance(500);
    rig.dispatch(response(200));
    expect(rig.sent).toEqual(['0 INVITE']);
    expect(rig.told).toEqual(['0 final response 200', '500 repeated 200']);
    expect(rig.timers()).toEqual(['M']);
    rig.clock.advance(31_500);
    expect(rig.state()).toBe('terminated');
    rig.dispatch(response(200));
    expect(rig.told).toHaveLength(2);
  });

  test('sends CANCEL once a provisional response has come and waits 64*T1 for the final one (9.1)', () => {
    const rig = inviteClientRig(unreliable);
    rig.dispatch({ kind: 'cancel' });
    rig.clock.advance(500);
    expect(rig.told).toEqual([]);
    rig.dispatch(response(100));
    rig.dispatch({ kind: 'cancel' });
    expect(rig.told).toEqual(['500 provisional 100', '500 cancel']);
    rig.clock.advance(32_000);
    expect(rig.told.slice(2)).toEqual(['32500 final timeout']);
    expect(rig.state()).toBe('terminated');
  });

  test('takes the 487 of a cancelled INVITE, or a 2xx that was faster, as its final response', () => {
    for (const status of [487, 200]) {
      const rig = inviteClientRig(unreliable);
      rig.dispatch(response(180));
      rig.dispatch({ kind: 'cancel' });
      rig.dispatch(response(status));
      rig.clock.advance(64_000);
      expect(rig.told).toEqual(['0 provisional 180', '0 cancel', `0 final response ${status}`]);
    }
  });

  test('cancels nothing any more when it has its final response', () => {
    const rig = inviteClientRig(unreliable);
    rig.dispatch(response(486));
    rig.dispatch({ kind: 'cancel' });
    expect(rig.told).toEqual(['0 final response 486']);
  });

  test.each([
    ['calling', []],
    ['proceeding', [response(100)]],
  ])('fails at a transport error while %s (17.1.4)', (state, before) => {
    const rig = inviteClientRig(unreliable);
    for (const event of before) rig.dispatch(event);
    expect(rig.state()).toBe(state);
    rig.dispatch({ kind: 'transport-error', why: 'refused' });
    expect(rig.told.at(-1)).toBe('0 final transport');
    expect(rig.state()).toBe('terminated');
    expect(rig.clock.pending).toBe(0);
  });

  test('does not take back its outcome when the ACK cannot be sent', () => {
    const rig = inviteClientRig(unreliable);
    rig.dispatch(response(486));
    rig.dispatch({ kind: 'transport-error', why: 'refused' });
    expect(rig.told).toEqual(['0 final response 486']);
    expect(rig.state()).toBe('terminated');
  });

  test('leaves no timer behind when it is abandoned, whatever it was doing', () => {
    for (const status of [undefined, 100, 200, 486]) {
      const rig = inviteClientRig(unreliable);
      if (status !== undefined) rig.dispatch(response(status));
      rig.dispatch({ kind: 'cancel' });
      rig.dispatch({ kind: 'abandon', outcome: { kind: 'timeout', why: 'abandoned' } });
      expect(rig.clock.pending).toBe(0);
      expect(rig.told.filter((each) => each.includes('final'))).toHaveLength(1);
    }
  });
});

describe('an INVITE client transaction over TCP', () => {
  test('sends once and times out after 64*T1', () => {
    const rig = inviteClientRig(reliable);
    rig.clock.advance(60_000);
    expect(rig.sent).toEqual(['0 INVITE']);
    expect(rig.told).toEqual(['32000 final timeout']);
  });

  test('is over when it has acknowledged a final response, as timer D is 0', () => {
    const rig = inviteClientRig(reliable);
    rig.dispatch(response(486));
    expect(rig.sent).toEqual(['0 INVITE', '0 ACK']);
    expect(rig.state()).toBe('terminated');
  });
});
