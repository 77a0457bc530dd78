import { describe, expect, test } from '@jest/globals';
import { parseSettings } from '../../src/reference/settings.ts';

const LEAST = ['--pool', 'primary', '--sip', 'udp:127.0.0.1:5060', '--http', '8080', '--orbits', '100-199'];

function settings(...more: string[]) {
  const parsed = parseSettings([...LEAST, ...more]);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.settings;
}

function problem(...args: string[]): string {
  const parsed = parseSettings(args);
  return parsed.ok ? 'none' : parsed.problem;
}

describe('the command line', () => {
  test('gives every setting of a pool', () => {
    const all = settings(
      '--peer-sip=udp:127.0.0.1:5062',
      '--peer-http=8082',
      '--domain=a.example',
      '--password=secret',
      '--digest=md5',
      '--dialect=slot',
      '--calls=b2bua',
      '--media=anchored',
      '--floating-host=127.0.0.2',
      '--pickup-timeout=6000',
      '--pickup-attempts=2',
      '--timeout-target=carol',
      '--ring=700',
      '--music=1750',
      '--session-expires=1800',
    );
    expect(all).toEqual({
      pool: 'primary',
      sip: { transport: 'udp', host: '127.0.0.1', port: 5060 },
      http: 8080,
      peer: { sip: { transport: 'udp', host: '127.0.0.1', port: 5062 }, http: 8082 },
      orbits: { first: 100, last: 199 },
      domain: 'a.example',
      password: 'secret',
      digest: ['MD5'],
      dialect: 'slot',
      calls: 'b2bua',
      media: 'anchored',
      floating: { transport: 'udp', host: '127.0.0.2', port: 5060 },
      retrieve: 'join',
      pickupTimeout: 6000,
      pickupAttempts: 2,
      timeoutTarget: 'carol',
      ring: 700,
      music: 1750,
      sessionExpires: 1800,
      defect: undefined,
    });
  });

  test('has the defaults of Lync for Call Park, no peer, no password and no music', () => {
    const few = settings();
    expect(few).toMatchObject({ pickupTimeout: 90_000, pickupAttempts: 1, ring: 10_000, domain: 'park.example' });
    expect([few.peer, few.password, few.timeoutTarget, few.music]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('offers both digest algorithms and redirects retrievers unless told otherwise', () => {
    expect(settings()).toMatchObject({ digest: ['SHA-256', 'MD5'], retrieve: 'redirect' });
    expect(settings('--digest=sha-256').digest).toEqual(['SHA-256']);
  });

  test('gives the address of the pair the port of the primary in either pool', () => {
    const peer = ['--peer-sip=udp:127.0.0.1:5062', '--peer-http=8082', '--floating-host=127.0.0.2'];
    expect(settings('--pool=backup', ...peer).floating).toEqual({ transport: 'udp', host: '127.0.0.2', port: 5062 });
  });

  test.each([
    [['--dialect', 'feature-code'], '--dialect feature-code needs --calls b2bua'],
    [['--dialect', 'dtmf'], '--dialect dtmf needs --calls b2bua: keys that are pressed do not come to a proxy'],
    [['--dialect', 'body'], '--dialect body needs --calls b2bua'],
    [['--dialect', 'attended'], '--dialect attended needs --calls b2bua'],
    [['--media', 'anchored'], '--media anchored needs --calls b2bua'],
    [['--media', 'both'], "--media must be direct or anchored, got 'both'"],
    [['--pool', 'third'], "--pool must be primary or backup, got 'third'"],
    [['--sip', '127.0.0.1:5060'], "--sip must be like udp:127.0.0.1:5060 or udp:[::1]:5060, got '127.0.0.1:5060'"],
    [['--sip', 'udp:127.0.0.1:65536'], "--sip must be a whole number from 0 to 65535, got '65536'"],
    [['--orbits', '199-100'], "--orbits must be like 100-199 and hold at most 10000, got '199-100'"],
    [['--pickup-attempts', '11'], "--pickup-attempts must be a whole number from 1 to 10, got '11'"],
    [['--pickup-timeout', '-5'], '--pickup-timeout'],
    [['--digest', 'sha1'], "--digest must be both, sha-256 or md5, got 'sha1'"],
    [
      ['--dialect', 'lync'],
      "--dialect must be rfc5359, slot, valet, lot, feature-code, dtmf, body or attended, got 'lync'",
    ],
    [['--retrieve', 'toString'], "--retrieve must be redirect or join, got 'toString'"],
    [['--defect', 'drops-everything'], ", got 'drops-everything'"],
    [['--session-expires', '0'], "--session-expires must be a whole number from 1 to 86400, got '0'"],
    [['--music', '1730'], "--music must be a multiple of 50 Hz, got '1730'"],
    [['--peer-http', '8082'], '--peer-sip is missing'],
    [['--colour', 'red'], '--colour'],
    [['park'], 'park'],
  ])('refuses %j and says what is wrong', (wrong, message) => {
    expect(problem(...LEAST, ...wrong)).toContain(message);
  });

  test.each(['pool', 'sip', 'http', 'orbits'])('does not go without --%s', (option) => {
    const at = LEAST.indexOf(`--${option}`);
    expect(problem(...LEAST.toSpliced(at, 2))).toBe(`--${option} is missing`);
  });
});
