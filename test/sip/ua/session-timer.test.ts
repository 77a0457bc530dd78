import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { buildRequest, buildResponse } from '../../../src/sip/message/build.ts';
import type { SipRequest, SipResponse } from '../../../src/sip/message/message.ts';
import { longerInterval, SessionTimer } from '../../../src/sip/ua/session-timer.ts';
import { Timers } from '../../../src/sip/ua/timers.ts';

type Fields = ReadonlyArray<readonly [string, string]>;

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** A timer, and what it has asked for, each with its time in s. */
function timer(minSessionExpires = 90): { timer: SessionTimer; told: string[]; wait: (seconds: number) => void } {
  const told: string[] = [];
  const began = Date.now();
  const tell = (what: string) => (): void => void told.push(`${Math.floor((Date.now() - began) / 1_000)} ${what}`);
  const made = new SessionTimer(
    { timers: new Timers(), minSessionExpires },
    { refresh: tell('refresh'), expired: tell('expired') },
  );
  return { timer: made, told, wait: (seconds) => jest.advanceTimersByTime(seconds * 1_000) };
}

function invite(...headers: Fields): SipRequest {
  return buildRequest({ method: 'INVITE', uri: 'sip:bob@park.example', headers });
}

function ok(...headers: Fields): SipResponse {
  return buildResponse(invite(), 200, undefined, { headers });
}

const SUPPORTED = ['Supported', 'timer'] as const;

describe('the 2xx of the peer', () => {
  test('that names us has the session refreshed after half of its interval, and ended after two thirds', () => {
    const { timer: own, told, wait } = timer();
    own.heed(invite(), ok(['Session-Expires', '90;refresher=uac'], ['Require', 'timer']));
    wait(1_000);
    expect(told).toEqual(['45 refresh', '60 expired']);
  });

  test('that names the peer has the session ended when nothing comes', () => {
    const { timer: own, told, wait } = timer();
    own.heed(invite(), ok(['Session-Expires', '1800;refresher=uas']));
    wait(2_000);
    expect(told).toEqual(['1768 expired']);
  });

  test('that names nobody leaves it to us', () => {
    const { timer: own, told, wait } = timer();
    own.heed(invite(), ok(['Session-Expires', '90']));
    wait(50);
    expect(told).toEqual(['45 refresh']);
  });

  test('starts the interval anew, and one without the field ends it', () => {
    const { timer: own, told, wait } = timer();
    own.heed(invite(), ok(['Session-Expires', '90;refresher=uas']));
    wait(59);
    own.heed(invite(), ok(['Session-Expires', '90;refresher=uas']));
    wait(59);
    expect(told).toEqual([]);
    own.heed(invite(), ok());
    wait(1_000);
    expect(told).toEqual([]);
    expect(own.asks()).toEqual([]);
  });

  test('that comes when the session is over starts nothing', () => {
    const { timer: own, told, wait } = timer();
    own.heed(invite(), ok(['Session-Expires', '90;refresher=uac']));
    own.close();
    own.heed(invite(), ok(['Session-Expires', '90;refresher=uac']));
    wait(1_000);
    expect(told).toEqual([]);
  });
});

describe('our 2xx', () => {
  test.each([
    // RFC 4028 9, table 2.
    ['a caller that knows timers and names nobody', [SUPPORTED, ['Session-Expires', '90']], '90;refresher=uac'],
    ['a caller that wants to refresh', [SUPPORTED, ['Session-Expires', '90;refresher=uac']], '90;refresher=uac'],
    ['a caller that wants us to refresh', [SUPPORTED, ['Session-Expires', '90;refresher=uas']], '90;refresher=uas'],
    ['a caller that requires it', [['Require', 'timer'] as const, ['Session-Expires', '90']], '90;refresher=uac'],
    ['a caller that knows no timers', [['Session-Expires', '1800;refresher=uac']], '1800;refresher=uas'],
    ['a caller whose proxy asks too much', [['Session-Expires', '3']], '90;refresher=uas'],
  ] as Array<[string, Fields, string]>)('to %s says who refreshes', (_who, fields, said) => {
    const granted = timer().timer.grants(invite(...fields));
    expect(granted[0]).toEqual(['Session-Expires', said]);
    const knows = fields.some(([, value]) => value === 'timer');
    expect(granted.slice(1)).toEqual(knows ? [['Require', 'timer']] : []);
  });

  test('leaves the roles of a session as they are where the request names nobody', () => {
    const { timer: own, told, wait } = timer();
    own.grants(invite(SUPPORTED, ['Session-Expires', '90;refresher=uas']));
    wait(10);
    expect(own.grants(invite(SUPPORTED, ['Session-Expires', '90']))[0]).toEqual([
      'Session-Expires',
      '90;refresher=uas',
    ]);
    wait(46);
    expect(told).toEqual(['55 refresh']);
  });

  test('to a request without the field ends the timer', () => {
    const { timer: own, told, wait } = timer();
    own.grants(invite(SUPPORTED, ['Session-Expires', '90']));
    expect(own.grants(invite(SUPPORTED))).toEqual([]);
    wait(1_000);
    expect(told).toEqual([]);
  });

  test('and the next request of ours keep interval, roles and the least interval', () => {
    const { timer: own } = timer();
    own.grants(invite(SUPPORTED, ['Session-Expires', '120;refresher=uac'], ['Min-SE', '100']));
    expect(own.asks()).toEqual([
      ['Session-Expires', '120;refresher=uas'],
      ['Min-SE', '100'],
    ]);
    own.grants(invite(SUPPORTED, ['Session-Expires', '120;refresher=uas'], ['Min-SE', '95']));
    expect(own.asks()).toEqual([
      ['Session-Expires', '120;refresher=uac'],
      ['Min-SE', '100'],
    ]);
  });
});

test('a peer takes UPDATE when it says so', () => {
  const { timer: own } = timer();
  expect(own.peerTakesUpdate).toBe(false);
  own.heed(invite(), ok(['Allow', 'INVITE, UPDATE']));
  expect(own.peerTakesUpdate).toBe(true);
  own.grants(invite());
  expect(own.peerTakesUpdate).toBe(true);
  own.grants(invite(['Allow', 'INVITE, ACK']));
  expect(own.peerTakesUpdate).toBe(false);
});

describe('another attempt', () => {
  function tooSmall(...headers: Fields): SipResponse {
    return buildResponse(invite(), 422, undefined, { headers });
  }

  test('asks for what the 422 says', () => {
    expect(longerInterval(invite(['Session-Expires', '60;refresher=uac']), tooSmall(['Min-SE', '120']))).toEqual([
      ['Session-Expires', '120;refresher=uac'],
      ['Min-SE', '120'],
    ]);
  });

  test('is made where a proxy had asked', () => {
    expect(longerInterval(invite(), tooSmall(['Min-SE', '120']))).toEqual([
      ['Session-Expires', '120'],
      ['Min-SE', '120'],
    ]);
  });

  test.each([
    ['a 422 that names no interval', invite(['Session-Expires', '60']), tooSmall()],
    ['a 422 that names what was asked for', invite(['Session-Expires', '90']), tooSmall(['Min-SE', '90'])],
    [
      'another answer',
      invite(['Session-Expires', '60']),
      buildResponse(invite(), 423, undefined, { headers: [['Min-SE', '90']] }),
    ],
  ])('does not follow %s', (_what, request, response) => {
    expect(longerInterval(request, response)).toBeUndefined();
  });
});
