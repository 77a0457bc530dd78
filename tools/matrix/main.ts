/**
 * Runs every candidate that this machine can run, with every outage and with both kinds of phones: `npm run matrix`.
 * Writes matrix.html, matrix.md and matrix.json beside the reports of the runs. Exits 0 when each run wrote a report,
 * whatever its verdict is; 1 when one did not; 64 when the command line cannot be meant.
 *
 *     --candidates a.yaml,b.yaml   these candidate files instead of those in containers and the fixtures
 *     --outages kill,stop          of kill, stop, pause, disconnect; all that the runtime of a candidate has, without it
 *     --phones native,sipp         both where SIPp is installed, without it
 *     --reports <folder>           default: reports/matrix
 *     --keep                       keeps the runs of the matrix in that folder that are not made again
 *     --write                      also writes docs/matrix.md
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exit, stdout, version } from 'node:process';
import { parseArgs } from 'node:util';
import { OUTAGES, type Outage } from '../../src/candidate/candidate.ts';
import { readCandidateFile } from '../../src/cli/candidate-file.ts';
import { probe } from '../../src/doctor/probe.ts';
import { PHONES, type Phones } from '../../src/history/event.ts';
import { PARKSPEC_VERSION } from '../../src/version.ts';
import { type Outcome, runTable } from '../runs/run-table.ts';
import { renderPage } from './document.ts';
import { type Matrix, type Trial, withEntry } from './matrix.ts';
import { renderHtml } from './matrix-html.ts';
import { keptEntries } from './stored-matrix.ts';

const USAGE = 64;
const PAGE = 'docs/matrix.md';
/** Those of the fixtures that are whole servers, and no traps. */
const FIXTURES = [
  'answered-orbits',
  'one-touch-slot',
  'valet',
  'b2bua-rfc5359',
  'b2bua-slot',
  'b2bua-valet',
  'b2bua-lot',
  'b2bua-feature-code',
  'b2bua-dtmf',
  'b2bua-attended',
  'b2bua-body',
  'b2bua-hook',
  'b2bua-anchored',
].map((name) => `fixtures/candidates/${name}.yaml`);

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: {
    candidates: text,
    outages: text,
    phones: text,
    reports: text,
    keep: { type: 'boolean' },
    write: { type: 'boolean' },
  },
});
const folder = values.reports ?? 'reports/matrix';

async function main(): Promise<number> {
  const outages = chosen(values.outages, OUTAGES);
  const phones = chosen(values.phones, PHONES);
  if (outages === undefined || phones === undefined) return USAGE;
  const trials = await trialsFor(outages, phones);
  const made = { parkspec: PARKSPEC_VERSION, node: version.slice(1) };
  let entries = values.keep === true ? keptEntries(join(folder, 'matrix.json'), made) : [];
  let missing = 0;
  for (const [at, trial] of trials.entries()) {
    stdout.write(`${at + 1} of ${trials.length}: ${trial.file}, ${trial.outage}, ${trial.phones} … `);
    const day = new Date().toISOString().slice(0, 10);
    // oxlint-disable-next-line no-await-in-loop -- a run has the machine to itself
    const outcome = await run(trial);
    stdout.write(`${outcome.kind === 'judged' ? outcome.compliance.verdict : outcome.why}\n`);
    if (outcome.kind === 'no-report') missing += 1;
    entries = withEntry(entries, { ...trial, day, outcome });
    // After each run, so that one that is interrupted loses nothing.
    write({ ...made, entries });
  }
  stdout.write(`${join(folder, 'matrix.html')}\n`);
  return missing === 0 ? 0 : 1;
}

function write(matrix: Matrix): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'matrix.json'), `${JSON.stringify(matrix, undefined, 2)}\n`);
  writeFileSync(join(folder, 'matrix.md'), renderPage(matrix));
  writeFileSync(
    join(folder, 'matrix.html'),
    renderHtml(matrix, (trial) => `${slugOf(trial)}/index.html`),
  );
  if (values.write === true) writeFileSync(PAGE, renderPage(matrix));
}

/** The words of an option, all there are without it; undefined, and told, where one is none of them. */
function chosen<Word extends string>(option: string | undefined, words: readonly Word[]): readonly Word[] | undefined {
  const named = option?.split(',') ?? words;
  const unknown = named.filter((each) => !words.some((word) => word === each));
  if (unknown.length > 0) stdout.write(`${unknown.join(', ')}: choose from ${words.join(', ')}\n`);
  return unknown.length > 0 ? undefined : words.filter((word) => named.includes(word));
}

async function trialsFor(outages: readonly Outage[], phones: readonly Phones[]): Promise<readonly Trial[]> {
  const { docker, sipp } = await probe(folder);
  const files = values.candidates?.split(',') ?? [...containerFiles(), ...FIXTURES];
  return files.flatMap((file) => {
    const { runtime } = readCandidateFile(file);
    const runs = runtime !== 'docker' || docker.kind === 'answers';
    if (!runs) stdout.write(`${file} is left out: no Docker engine answers\n`);
    const possible = outages.filter((outage) => runs && (outage !== 'disconnect' || runtime === 'docker'));
    // In containers SIPp runs in an image of its own.
    const spoken = phones.filter((each) => each === 'native' || runtime === 'docker' || sipp.kind === 'found');
    return possible.flatMap((outage) => spoken.map((each) => ({ file, outage, phones: each })));
  });
}

function containerFiles(): readonly string[] {
  const files = readdirSync('containers', { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => `containers/${file}`)
    .toSorted();
}

function run(trial: Trial): Promise<Outcome> {
  const { file, outage, phones } = trial;
  return runTable(file, join(folder, slugOf(trial)), ['--outage', outage, '--phones', phones]);
}

function slugOf({ file, outage, phones }: Trial): string {
  return [file.replace(/\.yaml$/, ''), outage, phones].join('-').replaceAll(/[^A-Za-z0-9]+/g, '-');
}

exit(await main());
