/** Pools behind an edge proxy, which is all that the phones know: docs/edges.md. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { Lab } from './lab.ts';
import { compliance, fixture, history, type Run, start, temporaryFolder } from './parkspec.ts';

jest.setTimeout(240_000);

/** A busy machine is nobody's fault: what it spoils is no verdict on the candidate. */
const EXCUSED = /^(parkspec itself was late|a pool waited) .*, so this proves nothing: /;

/** The fixture with some of its lines exchanged, by how they begin. */
function behindEdge(lines: Readonly<Record<string, string>>): string {
  const source = readFileSync(fixture('candidates/edge.yaml'), 'utf8').split('\n');
  const path = join(temporaryFolder(), 'candidate.yaml');
  const exchanged = source.map((line) => {
    const begins = Object.keys(lines).find((each) => line.trimStart().startsWith(each));
    return begins === undefined ? line : (lines[begins] ?? '');
  });
  writeFileSync(path, exchanged.join('\n'));
  return path;
}

function judged(run: Run): ReadonlyArray<readonly [id: string, verdict: string]> {
  const checks = compliance(run).cells.flatMap((cell) => cell.checks);
  return checks.filter(({ reason }) => !EXCUSED.test(reason)).map(({ id, verdict }) => [id, verdict]);
}

/** Where the phones of a cell have sent what is outside of dialogs. */
function asked(run: Run, cell: string): ReadonlySet<unknown> {
  const sent = history(run, cell).filter(({ kind, direction }) => kind === 'sip' && direction === 'out');
  const isNew = (text: unknown): boolean => !/^SIP\/|^To:.*;tag=/im.test(String(text));
  return new Set(sent.filter(({ text }) => isNew(text)).map(({ remote }) => remote));
}

test('the table is green behind an edge, to which the phones send all that is outside of dialogs', async () => {
  const run = start(fixture('candidates/edge.yaml'), '--cells', 'DR-12', '--cells', 'DR-23', '--cells', 'DR-S1');
  await run.ended;
  const seen = judged(run);
  expect(seen.length).toBeGreaterThan(8);
  expect(seen.filter(([, verdict]) => verdict !== 'pass')).toEqual([]);
  for (const cell of ['DR-12', 'DR-23', 'DR-S1']) {
    const { edge } = history(run, cell)[0] ?? {};
    expect([cell, ...asked(run, cell)]).toEqual([cell, edge]);
  }
});

test('pools are told by Service-Route, Record-Route and Via alone, past an edge that is in a route twice and sends by rport', async () => {
  const candidate = behindEdge({
    'process: { command: ["${node}", "${package}/fixtures/candidates/edge.mjs"':
      '  process: { command: ["${node}", "${package}/fixtures/candidates/edge.mjs", "${sip}", "${primary.sip}", "${backup.sip}", by-range, "${backup.orbits}", "silent,service-route,twice,rport"] }',
    'primary: { sip': '  primary: { sip: udp:auto, http: auto, orbits: 100-199 }',
    'backup:  { sip': '  backup: { sip: udp:auto, http: auto, orbits: 200-299 }',
  });
  const run = start(candidate, '--cells', 'DR-23', '--cells', 'DR-S1');
  await run.ended;
  const seen = judged(run);
  expect(seen.length).toBeGreaterThan(6);
  expect(seen.filter(([, verdict]) => verdict !== 'pass')).toEqual([]);
  const texts = history(run, 'DR-23').map(({ text }) => String(text));
  expect(texts.filter((text) => /^X-Served-By:/im.test(text))).toEqual([]);
  // The edge, then the Service-Route: the edge again, and the pool.
  for (const field of [/^(?:Route: .*\r\n){3}/im, /^Record-Route: .*r2=on/im, /^Via: .*;rport=\d/im]) {
    expect(texts.some((text) => field.test(text))).toBe(true);
  }
});

test('an edge that dies with the primary, and comes back alone, takes the users to the backup', async () => {
  const candidate = behindEdge({
    'outage:': '  outage: { do: [ { kill: primary }, { kill: edge } ], within: 5s }',
    'failover:':
      '  failover: { do: [ { start: edge }, { http: { post: backup/failover } } ], until: [ { answers: edge }, { registered: backup } ], within: 5s }',
  });
  const run = start(candidate, '--cells', 'DR-23', '--cells', 'DR-S1');
  await run.ended;
  const seen = judged(run);
  expect(seen.length).toBeGreaterThan(6);
  expect(seen.filter(([, verdict]) => verdict !== 'pass')).toEqual([]);
  const faults = history(run, 'DR-23').filter(
    ({ kind, state }) => kind === 'fault' && (state === 'applied' || state === 'healed'),
  );
  expect(faults.map(({ pool, state }) => [pool, state])).toEqual([
    ['primary', 'applied'],
    ['edge', 'applied'],
    ['edge', 'healed'],
    ['primary', 'healed'],
  ]);
});

test('an edge that serves the users by the primary after the failover is found, though its address is the right one', async () => {
  // The primary lives on, and the edge goes on asking it.
  const transitions = {
    'outage:': '  outage: { do: { kill: edge }, within: 2s }',
    'failover:': '  failover: { do: { start: edge }, within: 2s }',
  };
  const run = start(behindEdge(transitions), '--cells', 'DR-S1');
  expect((await run.ended).code).not.toBe(0);
  const events = history(run, 'DR-S1').filter(({ kind, pool }) => kind === 'fault' && pool === 'edge');
  expect(events.map(({ state }) => state)).toEqual(['intended', 'applied', 'intended', 'healed']);
  const missed = history(run, 'DR-S1').find(({ kind, state }) => kind === 'phase' && state === 'missed');
  expect(missed).toMatchObject({
    phase: 'failover',
    why: expect.stringMatching(/is not registered at backup: registered at primary instead of backup/),
  });
});

test('phones whose registrar tells no pool are registered at none', async () => {
  const pools = {
    'primary: { sip': '  primary: { sip: udp:auto, http: auto, orbits: 100-199 }',
    'backup:  { sip': '  backup: { sip: udp:auto, http: auto, orbits: 200-299 }',
  };
  const run = start(behindEdge({ ...pools, 'bounds:': 'bounds: { start: 3s, cell: 20s }' }), '--cells', 'DR-S1');
  expect((await run.ended).code).not.toBe(0);
  const missed = history(run, 'DR-S1').find(({ kind, state }) => kind === 'phase' && state === 'missed');
  expect(missed).toMatchObject({ phase: 'normal', why: expect.stringContaining('is not registered at primary') });
});

test('an edge in front of a pair that runs already takes the phones to both pools, and goes on when the run is over', async () => {
  const lab = await Lab.start();
  const host = lab.primary.replace(/1$/, '5');
  const places = [`udp:${host}:5060`, `udp:${lab.primary}:5060`, `udp:${lab.backup}:5060`];
  const edge = spawn(process.execPath, [fixture('candidates/edge.mjs'), ...places, 'by-range', '200-201']);
  try {
    const known = (pool: string): string => `known-by: { header: X-Served-By, contains: ${pool} }`;
    const candidate = lab.candidate({
      'pools:': `edge: { sip: ${places[0]} }\npools:`,
      'primary: { sip': `primary: { sip: ${places[1]}, http: 8080, orbits: 100-199, ${known('primary')} }`,
      'backup:  { sip': `backup: { sip: ${places[2]}, http: 8080, orbits: 200-201, ${known('backup')} }`,
    });
    const run = start(candidate, '--yes', '--cells', 'DR-12', '--cells', 'DR-23');
    await run.ended;
    const seen = judged(run);
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.filter(([, verdict]) => verdict !== 'pass')).toEqual([]);
    for (const cell of ['DR-12', 'DR-23']) expect([...asked(run, cell)]).toEqual([places[0]]);
    expect(edge.exitCode).toBeNull();
    expect(await lab.status('primary')).toMatchObject({ mode: 'home', registered: [], parked: [] });
    expect(await lab.status('backup')).toMatchObject({ registered: [], parked: [] });
  } finally {
    const gone = once(edge, 'exit');
    edge.kill('SIGKILL');
    await gone;
    await lab.end();
  }
});
