import { describe, expect, test } from '@jest/globals';
import type { ServerEvent } from '../../../src/sip/transaction/step.ts';
import { nonInviteServerRig, reliable, requestOf, responseOf, unreliable } from './rig.ts';

const respond = (status: number): ServerEvent => ({
  kind: 'respond',
  response: responseOf(requestOf('OPTIONS'), status),
});
const again: ServerEvent = { kind: 'request' };

describe('a non-INVITE server transaction over UDP', () => {
  test('discards the request that comes again while its user has not answered (17.2.2)', () => {
    const rig = nonInviteServerRig(unreliable);
    rig.dispatch(again);
    expect(rig.sent).toEqual([]);
  });

  test('repeats its latest response for each request that comes again', () => {
    const rig = nonInviteServerRig(unreliable);
    rig.dispatch(respond(100));
    rig.dispatch(again);
    rig.dispatch(respond(200));
    rig.dispatch(again);
    expect(rig.sent).toEqual(['0 100', '0 100', '0 200', '0 200']);
  });

  test('keeps its first final response for 64*T1 (timer J)', () => {
    const rig = nonInviteServerRig(unreliable);
    rig.dispatch(respond(200));
    rig.dispatch(respond(500));
    rig.clock.advance(31_999);
    rig.dispatch(again);
    expect(rig.sent).toEqual(['0 200', '31999 200']);
    rig.clock.advance(1);
    expect(rig.state()).toBe('terminated');
    rig.dispatch(again);
    expect(rig.sent).toHaveLength(2);
  });

  test('is forgotten unanswered when the client has given up (RFC 4320 4.2)', () => {
    const rig = nonInviteServerRig(unreliable);
    rig.clock.advance(32_000);
    expect(rig.state()).toBe('terminated');
    rig.dispatch(respond(200));
    expect(rig.sent).toEqual([]);
    expect(rig.clock.pending).toBe(0);
  });

  test.each([undefined, 100, 200])('ends at a transport error and tells of it (17.2.4; answered %p)', (status) => {
    const rig = nonInviteServerRig(unreliable);
    if (status !== undefined) rig.dispatch(respond(status));
    rig.dispatch({ kind: 'transport-error', why: 'refused' });
    expect(rig.told).toEqual(['0 undelivered']);
    expect(rig.state()).toBe('terminated');
    expect(rig.clock.pending).toBe(0);
  });
});

describe('a non-INVITE server transaction over TCP', () => {
  test('is over with its final response, as timer J is 0, but still tells when that could not be sent', () => {
    const rig = nonInviteServerRig(reliable);
    rig.dispatch(respond(200));
    expect(rig.state()).toBe('terminated');
    expect(rig.clock.pending).toBe(0);
    rig.dispatch({ kind: 'transport-error', why: 'reset' });
    expect(rig.told).toEqual(['0 undelivered']);
  });
});
