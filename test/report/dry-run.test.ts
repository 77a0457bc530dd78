/** The plan of a run, as it is printed before anything is done. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { Candidate } from '../../src/candidate/candidate.ts';
import { loadCandidate } from '../../src/candidate/load-candidate.ts';
import { type DryRun, renderDryRun } from '../../src/report/dry-run.ts';
import { loadCell } from '../../src/suite/load-cell.ts';
import { renderDiagnostics } from '../../src/suite/diagnostic.ts';
import type { Cell } from '../../src/suite/cell.ts';

const LAB = `name: Lab server
runtime: process
process: { command: [x], env: { KEY: "\${env:KEY}", PATH: "\${env:PATH}" } }
accounts: { password: park-and-ride, users: { bob: { password: "\${env:BOB}" } } }
pools: { primary: { sip: udp:5060, orbits: 1-2 }, backup: { sip: udp:auto, http: 8080, orbits: 3-4 } }
transitions:
  outage:
    do:
      - { run: [./tell.sh, "all of them"], within: 3s }
      - { http: { post: "https://lab.example:8443/api/outage?key=\${env:QUERY}", bearer: plain-0815 }, takes: primary, within: 30s }
    within: 20s
  failback:
    do: { manual: Plug the network cable of the primary in again and look whether its light is green, confirm: ./done }
`;

function candidate(): Candidate {
  const reading = loadCandidate(LAB, '/lab/candidate.yaml');
  if ('diagnostics' in reading) throw new Error(renderDiagnostics(reading.diagnostics));
  return reading.candidate;
}

function cell(name: string): Cell {
  const path = `specs/dr-table/${name}.yaml`;
  const reading = loadCell(readFileSync(path, 'utf8'), path);
  if ('diagnostics' in reading) throw new Error(renderDiagnostics(reading.diagnostics));
  return reading.cell;
}

function rendered(more: Partial<DryRun> = {}): string {
  const cells = [cell('parked.outage')];
  const run = { candidate: candidate(), cells, phones: 'native', outage: undefined, network: undefined, workers: 1 };
  return renderDryRun({ ...run, ...more } as DryRun);
}

test('it tells who does what to whom, in which time, and how it is proven', () => {
  expect(rendered()).toBe(readFileSync('test/report/dry-run.expected.txt', 'utf8'));
});

test('no line is longer than a terminal, and no secret is in it', () => {
  const text = rendered();
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(text).not.toMatch(/park-and-ride|plain-0815/);
  expect(text).toMatch(/secrets +BOB, KEY, QUERY, the password of `accounts`/);
});

test.each([
  ['docker', /parkspec starts both pools of each cell in containers/],
  ['remote', /the pools run already; parkspec starts none of them/],
] as const)('it says what the runtime %s means', (runtime, words) => {
  expect(rendered({ candidate: { ...candidate(), runtime } })).toMatch(words);
});

test('it names the edge, where it is, and what is done to it', () => {
  const { transitions } = candidate();
  const outage = { ...transitions.outage, actions: [{ kind: 'run', command: ['./cut'], takes: 'edge' }] } as const;
  const edge = { transport: 'udp', host: '10.0.0.5', port: 5070 } as const;
  const text = rendered({ candidate: { ...candidate(), edge, transitions: { ...transitions, outage } } });
  expect(text).toMatch(/edge +udp at port 5070 of 10\.0\.0\.5, in front of both pools/);
  expect(text).toMatch(/- \.\/cut\n.*\n +proof: the edge answers no OPTIONS any more/);
});

test('--outage stands where hooks would', () => {
  const text = rendered({ outage: 'stop' });
  expect(text).toMatch(/- stop the primary\n +by parkspec/);
  expect(text).not.toMatch(/- POST https/);
});

test('of a pair that runs already it tells what is done before and after each cell', () => {
  const file = `name: Lab
runtime: remote
pools: { primary: { sip: udp:10.0.0.1, orbits: 1-2 }, backup: { sip: udp:10.0.0.2, orbits: 3-4 } }
transitions: { outage: { do: { run: [./cut.sh] } }, failback: { do: { run: [./mend.sh] } } }
capabilities: [orbit-status]
reset: { do: { run: [./end-all-calls.sh] }, within: 20s }
`;
  const reading = loadCandidate(file, '/lab/candidate.yaml');
  if ('diagnostics' in reading) throw new Error(renderDiagnostics(reading.diagnostics));
  const text = rendered({ candidate: reading.candidate });
  expect(text).toContain(`
before each cell
  - /lab/end-all-calls.sh
    by a program on this machine, within 20 s
  begun when both pools answer OPTIONS; every phone is registered at the
    primary; no orbit is in use, within 20 s

outage
`);
  expect(text).toContain(`
after each cell
  - what is left of the transitions is done, up to restored, also after Ctrl-C
  - the phones withdraw their registrations

1 cell, one at a time
`);
  expect(rendered()).not.toMatch(/each cell$/m);
});
