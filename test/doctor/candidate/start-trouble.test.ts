import { describe, expect, test } from '@jest/globals';
import type { Candidate } from '../../../src/candidate/candidate.ts';
import { startOfCell } from '../../../src/doctor/candidate/start-of-cell.ts';
import { startTrouble } from '../../../src/doctor/candidate/start-trouble.ts';
import { stumbleSentence } from '../../../src/doctor/candidate/stumble.ts';
import type { EventBody } from '../../../src/history/event.ts';
import { SAMPLE } from '../../candidate/sample.ts';
import { judge } from '../../../src/judge/judge.ts';
import { PARTIES } from '../../../src/suite/cell.ts';
import { answer, EDGE, exited, historyOf, phase, PRIMARY, ready, register, registering, started } from './walks.ts';

const ENTERING = [phase('normal', 'entering'), started('primary'), started('backup')];
const END: EventBody = { kind: 'end', why: 'complete' };

describe('a program that ends before it has answered', () => {
  const events = historyOf([
    ...ENTERING,
    exited('primary', { code: 3, signal: null }),
    phase('normal', 'missed', 'primary ended (exit code 3); its last output: no licence'),
    END,
  ]);

  test('is told with its command, and is a mistake of the file', () => {
    expect(startTrouble(events)).toEqual({
      fault: 'file',
      observed: 'the program of the primary pool ended by itself (exit code 3) and had answered no OPTIONS',
      expected: `it runs, and answers OPTIONS at ${PRIMARY} within 10 s`,
      remedy: 'start this command by hand, and correct what its output complains about',
      evidence: [5, 6],
      pool: 'primary',
      command: ['./server', '--pool', 'primary'],
    });
  });

  test('keeps every other cell from beginning', () => {
    expect(startOfCell(events, judge(events), false)).toBe('refused');
  });

  test('is a program that is not there where a shell says so', () => {
    const missing = historyOf([
      ...ENTERING,
      exited('backup', { code: 127, signal: null }),
      phase('normal', 'missed', 'backup ended (exit code 127)'),
    ]);
    expect(startTrouble(missing)?.remedy).toBe(
      '`process` of the candidate file: is its program there, and may it be executed?',
    );
  });

  test('is not one that parkspec has ended', () => {
    const silent = historyOf([
      ...ENTERING,
      ready('backup'),
      phase('normal', 'missed', 'primary did not answer OPTIONS within 10000 ms'),
      exited('primary', { code: 0, signal: null, wanted: true }),
    ]);
    expect(startTrouble(silent)).toMatchObject({
      fault: 'server',
      observed: `the primary pool did not answer OPTIONS at ${PRIMARY} within 10 s`,
    });
  });
});

describe('a pool that is silent', () => {
  const events = historyOf([
    ...ENTERING,
    ready('primary'),
    phase('normal', 'missed', 'backup did not answer OPTIONS within 10000 ms'),
    END,
  ]);

  test('is the one that was not ready, and the sentence says where it should listen', () => {
    const trouble = startTrouble(events);
    expect(trouble).toMatchObject({ fault: 'server', pool: 'backup' });
    expect(trouble && stumbleSentence(trouble)).toMatch(
      /^the backup pool did not answer OPTIONS at udp:127\.0\.0\.1:5070 within 10 s; expected: .*; try: does the server listen at/,
    );
  });

  test('is believed where the machine was not late, or is calm', () => {
    const late = judge(historyOf([{ kind: 'load', maxDelayMs: 5_000, lateMs: 5_000 }, ...events.slice(1)]));
    expect(startOfCell(events, judge(events), false)).toBe('refused');
    expect(startOfCell(events, { ...late, checks: [] }, false)).toBe('late');
    expect(startOfCell(events, { ...late, checks: [] }, true)).toBe('refused');
  });
});

describe('a registrar', () => {
  const asked = [...ENTERING, ready('primary'), ready('backup'), registering('alice', 'asked')];

  test.each([
    ['403 Forbidden', '', /REGISTER was answered 403 Forbidden/, /may these users register there\?/],
    ['401 Unauthorized', '', /REGISTER was answered 401/, /the server asks for one/],
    [
      '401 Unauthorized',
      '\r\nAuthorization: Digest username="alice"',
      /REGISTER with credentials was answered 401/,
      /the password is refused/,
    ],
    ['404 Not Found', '', /404 Not Found/, /must be known to the server/],
  ])('that says %s%s is told with what to try', (line, headers, observed, remedy) => {
    const events = historyOf([
      ...asked,
      register('alice', headers),
      answer('alice', line),
      registering('alice', 'failed'),
      phase('normal', 'missed', 'alice is not registered'),
    ]);
    expect(startTrouble(events)).toMatchObject({ fault: 'server', evidence: [8, 9] });
    expect(startTrouble(events)?.observed).toMatch(observed);
    expect(startTrouble(events)?.remedy).toMatch(remedy);
  });

  test('that refuses one user lets cells without that user be tested', () => {
    const others = PARTIES.slice(1).map((party) => registering(party, 'done'));
    const events = historyOf([
      ...asked,
      ...others,
      register('alice'),
      answer('alice', '404 Not Found'),
      phase('normal', 'missed', 'alice is not registered'),
      END,
    ]);
    expect(startTrouble(events)?.observed).toBe(
      'alice was not registered at the primary pool: REGISTER was answered 404 Not Found',
    );
    expect(startOfCell(events, judge(events), false)).toBe('came-up');
  });

  test('that refuses all of them lets none be tested, however late the machine was', () => {
    const all = PARTIES.flatMap((party) => [register(party), answer(party, '403 Forbidden')]);
    const events = historyOf([...asked, ...all, phase('normal', 'missed', 'alice is not registered'), END]);
    const verdict = { ...judge(events), checks: [] };
    expect(startOfCell(events, verdict, false)).toBe('refused');
    expect(startTrouble(events)?.observed).toMatch(/the same of 5 other users$/);
  });

  test('that accepts all leaves no trouble', () => {
    expect(startTrouble(historyOf([...asked, phase('normal', 'reached')]))).toBeUndefined();
  });
});

describe('an edge', () => {
  const behind: Candidate = {
    ...SAMPLE,
    edge: { transport: 'udp', port: 'auto', process: { command: ['./proxy'], cwd: '/', env: {} } },
  };
  const pools = [...ENTERING, ready('primary'), ready('backup'), started('edge')];

  test('that is silent is told with its own address', () => {
    const events = [...pools, phase('normal', 'missed', 'edge did not answer OPTIONS within 10000 ms')];
    expect(startTrouble(historyOf(events, behind))).toMatchObject({
      fault: 'server',
      observed: `the edge did not answer OPTIONS at ${EDGE} within 10 s`,
      remedy: expect.stringContaining(`does the edge listen at ${EDGE}? It is told the address by`),
      pool: 'edge',
    });
  });

  test('whose program is not there is a mistake of its own section', () => {
    const gone = exited('edge', { code: 127, signal: null });
    const events = [...pools, gone, phase('normal', 'missed', 'edge ended (exit code 127)')];
    expect(startTrouble(historyOf(events, behind))).toMatchObject({
      fault: 'file',
      observed: 'the program of the edge ended by itself (exit code 127) and had answered no OPTIONS',
      remedy: '`edge.process` of the candidate file: is its program there, and may it be executed?',
    });
  });

  test('that registers users and tells no pool needs a header', () => {
    const events = [
      ...pools,
      registering('alice', 'asked'),
      register('alice', '', EDGE),
      answer('alice', '200 OK', EDGE),
      registering('alice', 'failed'),
      phase('normal', 'missed', 'alice is not registered at primary'),
    ];
    expect(startTrouble(historyOf(events, behind))).toMatchObject({
      observed: expect.stringContaining('REGISTER was answered 200 OK'),
      remedy: expect.stringContaining('`pools.primary.known-by`'),
    });
  });
});
