/** What breaks on our side is never held against the candidate: an error or inconclusive, with cause and hint, exit code 2. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { candidateFile } from './candidate-file.ts';
import { compliance, start, startIn, temporaryFolder } from './parkspec.ts';

jest.setTimeout(120_000);

interface Found {
  readonly verdicts: readonly string[];
  readonly reasons: readonly string[];
  readonly output: string;
}

async function foundBy(id: string, args: readonly string[], before = '', expected = 2): Promise<Found> {
  const run = startIn(temporaryFolder(), ['--cells', id, ...args], { before });
  const { code, output } = await run.ended;
  expect(code).toBe(expected);
  const checks = compliance(run).cells.flatMap((cell) => cell.checks);
  return { verdicts: checks.map(({ verdict }) => verdict), reasons: checks.map(({ reason }) => reason), output };
}

describe('a port that the candidate file names', () => {
  test('and somebody else holds is an error, and nobody else is tested instead', async () => {
    const squatter = createSocket('udp4').bind(0, '127.0.0.1');
    await once(squatter, 'listening');
    squatter.on('message', (_, from) => squatter.send('SIP/2.0 200 OK\r\n\r\n', from.port, from.address));
    const { port } = squatter.address();
    const file = candidateFile({
      lines: { 'primary: { sip': `primary: { sip: udp:${port}, http: auto, orbits: 100-199 }` },
    });
    const { verdicts, reasons, output } = await foundBy('DR-31', [file]);
    squatter.close();
    expect(verdicts).toEqual(['error', 'error']);
    expect(reasons[0]).toMatch(
      /udp port \d+ of the primary pool is held by somebody else; see who listens there \(`ss/,
    );
    expect(output).toContain('is held by somebody else');
  });

  test('is used by one cell after the other', async () => {
    const [first, second] = await Promise.all([freePort(), freePort()]);
    const lines = {
      'primary: { sip': `primary: { sip: udp:${first}, http: auto, orbits: 100-199 }`,
      'backup:  { sip': `backup:  { sip: udp:${second}, http: auto, orbits: 200-299 }`,
    };
    const run = start(candidateFile({ lines }), '--cells', 'DR-31', '--cells', 'DR-11');
    await run.ended;
    const verdicts = compliance(run).cells.flatMap(({ checks }) => checks.map(({ verdict }) => verdict));
    expect(verdicts.filter((verdict) => verdict !== 'pass' && verdict !== 'inconclusive')).toEqual([]);
    expect(verdicts).toContain('pass');
  });
});

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  await new Promise<void>((resolve) => {
    socket.close(resolve);
  });
  return port;
}

function startedBy(program: string): string {
  // oxlint-disable-next-line no-template-curly-in-string -- a placeholder of candidate files
  return candidateFile({ lines: { '- ${node}': `- ${program}` } });
}

describe('a command of the candidate', () => {
  test('that is not there is inconclusive, and the file is named', async () => {
    const { verdicts, reasons } = await foundBy('DR-31', [startedBy('/nowhere/park-server')], '', 64);
    expect(verdicts).toEqual(['inconclusive', 'inconclusive']);
    expect(reasons[0]).toMatch(/\/nowhere\/park-server.*not found.*is `process\.command` of the candidate file there/s);
  });

  test('that may not be executed is inconclusive', async () => {
    const file = join(temporaryFolder(), 'park-server');
    writeFileSync(file, '#!/bin/sh\n');
    chmodSync(file, 0o644);
    const { verdicts, reasons } = await foundBy('DR-31', [startedBy(file)], '', 64);
    expect(verdicts).toEqual(['inconclusive', 'inconclusive']);
    expect(reasons[0]).toMatch(/[Pp]ermission denied.*may it be executed/s);
  });
});

test('a cell that comes to its deadline is inconclusive and says where to give it more time', async () => {
  const bounds = 'bounds: { park: 1s, disconnect: 2s, gap: 300ms, setup: 2s, probe: 500ms, cell: 300ms }';
  const { verdicts, reasons } = await foundBy('DR-31', [candidateFile({ lines: { 'bounds:': bounds } })]);
  expect(verdicts).toEqual(['inconclusive', 'inconclusive']);
  expect(reasons[0]).toMatch(/the deadline of the cell came .*bounds\.cell/);
});

test('a disk that is full while a cell is recorded is an error', async () => {
  // The shell counts in blocks of 512 bytes: less than the history of this cell, more than anything before it.
  const { verdicts, reasons } = await foundBy('DR-S6', [], 'ulimit -f 300;');
  // What was recorded before is judged.
  expect(verdicts).toHaveLength(9);
  expect(verdicts.at(-1)).toBe('error');
  expect(reasons.at(-1)).toMatch(/EFBIG|file too large|the history ends|the worker ended/);
});

test('file descriptors that run out are no failure of the candidate', async () => {
  const { code, output } = await startIn(temporaryFolder(), ['--cells', 'DR-31'], { before: 'ulimit -n 48;' }).ended;
  expect(code).toBe(2);
  // Node takes a module that it cannot open for one that is not there.
  expect(output).toMatch(/EMFILE|file descriptors|Cannot find/);
});

test('a folder for reports that cannot be written ends the run before it begins', async () => {
  const { code, output } = await startIn('/proc/parkspec', ['--cells', 'DR-31']).ended;
  expect(code).toBe(74);
  expect(output).toMatch(/^error: .*\/proc\/parkspec/m);
});
