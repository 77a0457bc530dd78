import { describe, expect, test } from '@jest/globals';
import type { ServerEvent } from '../../../src/sip/transaction/step.ts';
import { inviteServerRig, reliable, requestOf, responseOf, unreliable } from './rig.ts';

const respond = (status: number): ServerEvent => ({
  kind: 'respond',
  response: responseOf(requestOf('INVITE'), status),
});
const again: ServerEvent = { kind: 'request' };
const ack: ServerEvent = { kind: 'ack', request: requestOf('ACK') };

describe('an INVITE server transaction over UDP', () => {
  test('sends 100 when its user says nothing for 200 ms, and again for each INVITE that comes again (17.2.1)', () => {
    const rig = inviteServerRig(unreliable);
    rig.dispatch(again);
    rig.clock.advance(199);
    expect(rig.sent).toEqual([]);
    rig.clock.advance(1);
    rig.dispatch(again);
    expect(rig.sent).toEqual(['200 100', '200 100']);
  });

  test('sends no 100 when its user was quicker, and repeats the latest provisional response', () => {
    const rig = inviteServerRig(unreliable);
    rig.dispatch(respond(180));
    rig.dispatch(respond(183));
    rig.clock.advance(1000);
    rig.dispatch(again);
    expect(rig.sent).toEqual(['0 180', '0 183', '1000 183']);
  });

  test('retransmits a failure at intervals up to T2 and gives up without ACK after 64*T1 (timers G and H)', () => {
    const rig = inviteServerRig(unreliable);
    rig.dispatch(respond(486));
    rig.clock.advance(60_000);
    const times = [0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500];
    expect(rig.sent).toEqual(times.map((at) => `${at} 486`));
    expect(rig.told).toEqual(['32000 undelivered']);
    expect(rig.clock.pending).toBe(0);
  });

  test('answers an INVITE that comes again with the failure, and ignores other answers of its user', () => {
    const rig = inviteServerRig(unreliable);
    rig.dispatch(respond(486));
    rig.dispatch(respond(200));
    rig.dispatch(again);
    expect(rig.sent).toEqual(['0 486', '0 486']);
  });

  test('is confirmed by ACK, absorbs stragglers for T4 and ends (timer I)', () => {
    const rig = inviteServerRig(unreliable);
    rig.dispatch(respond(486));
    rig.dispatch(ack);
    expect(rig.timers()).toEqual(['I']);
    rig.dispatch(ack);
    rig.dispatch(again);
    rig.clock.advance(4999);
    expect(rig.state()).toBe('confirmed');
    rig.clock.advance(1);
    expect(rig.state()).toBe('terminated');
    expect(rig.sent).toEqual(['0 486']);
    expect(rig.told).toEqual([]);
  });

  test('absorbs INVITEs after a 2xx, repeats it only for its user, and ends after 64*T1 (RFC 6026 7.1, timer L)', () => {
    const rig = inviteServerRig(unreliable);
    rig.dispatch(respond(200));
    rig.dispatch(again);
    rig.dispatch(respond(486));
    rig.dispatch(respond(180));
    rig.clock.advance(500);
    rig.dispatch(respond(200));
    expect(rig.sent).toEqual(['0 200', '500 200']);
    expect(rig.timers()).toEqual(['L']);
    rig.clock.advance(31_499);
    expect(rig.state()).toBe('accepted');
    rig.clock.advance(1);
    expect(rig.state()).toBe('terminated');
    expect(rig.clock.pending).toBe(0);
  });

  test('passes on an ACK that bears the branch of the accepted INVITE', () => {
    const rig = inviteServerRig(unreliable);
    rig.dispatch(ack);
    rig.dispatch(respond(200));
    rig.dispatch(ack);
    expect(rig.told).toEqual(['0 ack']);
  });

  test.each([undefined, 200, 486])('tells of a transport error and stays (RFC 6026 7.1; answered %p)', (status) => {
    const rig = inviteServerRig(unreliable);
    if (status !== undefined) rig.dispatch(respond(status));
    const before = rig.state();
    rig.dispatch({ kind: 'transport-error', why: 'refused' });
    expect(rig.told).toEqual(['0 undelivered']);
    expect(rig.state()).toBe(before);
  });

  test('leaves no timer behind when it is abandoned, whatever it was doing', () => {
    for (const status of [undefined, 180, 200, 486]) {
      const rig = inviteServerRig(unreliable);
      if (status !== undefined) rig.dispatch(respond(status));
      rig.dispatch({ kind: 'abandon' });
      expect(rig.clock.pending).toBe(0);
    }
  });
});

describe('an INVITE server transaction over TCP', () => {
  test('sends a failure once, waits 64*T1 for its ACK and is over when it comes, as timer I is 0', () => {
    const rig = inviteServerRig(reliable);
    rig.dispatch(respond(486));
    rig.clock.advance(31_000);
    expect(rig.sent).toEqual(['0 486']);
    expect(rig.timers()).toEqual(['H']);
    rig.dispatch(ack);
    expect(rig.state()).toBe('terminated');
    expect(rig.clock.pending).toBe(0);
  });
});
