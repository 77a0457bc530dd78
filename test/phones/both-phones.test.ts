/** Two SIP stacks that know nothing of each other must see the same things: parkspec's own, and SIPp's. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import type { CheckVerdict } from '../../src/judge/verdict.ts';
import { runCell } from '../../src/drive/run-cell.ts';
import { withDefect } from '../../src/cli/defect-option.ts';
import { allCells } from '../../src/cli/chosen-cells.ts';
import { PHONES, type Phones } from '../../src/history/event.ts';
import { judgeFolder } from '../../src/run/cell-outcome.ts';
import { isSpoilt } from '../../src/run/spoilt.ts';
import { DEFECTS } from '../../src/reference/defects/catalogue.ts';
import type { Candidate } from '../../src/candidate/candidate.ts';
import type { Cell } from '../../src/suite/cell.ts';
import { plannedChecks } from '../../src/suite/planned-checks.ts';
import { reference } from '../drive/reference.ts';

jest.setTimeout(480_000);

const never = new AbortController().signal;
/** What a busy machine leaves open is run again, as often as this. */
const ATTEMPTS = 5;

/** Of every kind: parks, refusals, transfers, media, ringbacks, redirects, dialogs that should be dead. */
const DEFECTS_OF_ALL_KINDS = [
  'takes-the-dead-pools-address',
  'no-transfers-in-failover-mode',
  'refuses-hold-at-failback',
  'plays-on-after-death',
  'calls-parkees-back',
  'hides-orbits-at-failback',
  'cuts-retrieved-calls-at-failover',
  'redirects-users-to-the-dead',
  'rings-no-parker',
  'joins-parked-parties',
];

/** A cell takes long with SIPp, and its calls may not be given back meanwhile, but where that is what it looks at. */
function waitsLonger(candidate: Candidate, { scenario }: Cell): Candidate {
  const kinds = scenario.flatMap(({ steps }) =>
    steps.map((step) => (step.kind === 'check' ? step.expect.kind : 'act')),
  );
  if (kinds.includes('setting') || kinds.includes('outlives')) return candidate;
  const { primary, backup } = candidate.settings;
  const settings = { primary: { ...primary, pickupTimeout: 60_000 }, backup: { ...backup, pickupTimeout: 60_000 } };
  return { ...candidate, settings };
}

/** The verdict of each check but for those that a busy machine left open. */
async function verdicts(phones: Phones, cell: Cell, defect?: string): Promise<ReadonlyMap<string, string>> {
  const patient = waitsLonger(reference(), cell);
  const candidate = defect === undefined ? patient : withDefect(patient, defect);
  const directory = mkdtempSync(join(tmpdir(), 'parkspec-both-'));
  try {
    await runCell({ cell, candidate, phones, directory, signal: never });
    const { verdict, problem } = judgeFolder(directory, { strict: false });
    if (verdict === undefined) throw new Error(problem);
    const left = verdict.checks.filter((check) => !isOpen(check, verdict.checks));
    if (defect === undefined) tellFailures(phones, left);
    return new Map(left.map((check) => [check.id, check.verdict === 'error' ? check.reason : check.verdict]));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A server without a defect fails nothing: what was seen is not to be lost with its folder. */
function tellFailures(phones: Phones, checks: readonly CheckVerdict[]): void {
  for (const { id, verdict, reason } of checks) {
    if (verdict === 'fail') process.stderr.write(`${id} with ${phones} phones: ${reason}\n`);
  }
}

/** A busy machine has brought the finding about. */
function isOpen(check: CheckVerdict, all: readonly CheckVerdict[]): boolean {
  return check.code === 'pickup-timeout-passed' || isSpoilt(check, all);
}

const besideOthers = new Set<Promise<unknown>>();
let alone: Promise<unknown> = Promise.resolve();

/** A first attempt runs beside those of other tests, and waits for what runs alone. */
async function runBeside<T>(work: () => Promise<T>): Promise<T> {
  await alone;
  const done = work();
  besideOthers.add(done);
  return done.finally(() => besideOthers.delete(done));
}

/** A further attempt runs alone: a process that starts many SIPps for other cells is late for this one. */
function runAlone<T>(work: () => Promise<T>): Promise<T> {
  const done = alone.then(() => Promise.allSettled(besideOthers)).then(work);
  alone = done.catch(() => undefined);
  return done;
}

/**
 * Each check as an attempt has it that the machine left alone; failing that, as the first attempts have it that left
 * the check alone: one that depends on an earlier check may differ from attempt to attempt.
 */
async function decided(phones: Phones, cell: Cell, defect?: string): Promise<Record<string, string>> {
  const found = new Map<string, string>();
  const hasAll = (some: ReadonlyMap<string, string>): boolean => plannedChecks(cell).every((id) => some.has(id));
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const run = (): ReturnType<typeof verdicts> => verdicts(phones, cell, defect);
    // oxlint-disable-next-line no-await-in-loop -- again only when the machine was too busy
    const now = await (attempt === 1 ? runBeside(run) : runAlone(run));
    if (hasAll(now)) return Object.fromEntries(now);
    for (const [id, verdict] of now) if (!found.has(id)) found.set(id, verdict);
  }
  if (hasAll(found)) return Object.fromEntries(found);
  throw new Error(`the machine was too busy for ${cell.id} ${ATTEMPTS} times`);
}

/**
 * The same for a server without a defect. What fails beside many starting SIPps is told and must fail again alone: this process is
 * held up by them, and the bounds of the reference server are short.
 */
async function confirmed(phones: Phones, cell: Cell): Promise<Record<string, string>> {
  const first = await decided(phones, cell);
  if (Object.values(first).every((verdict) => verdict === 'pass')) return first;
  const again = await runAlone(() => verdicts(phones, cell));
  return plannedChecks(cell).every((id) => again.has(id)) ? Object.fromEntries(again) : first;
}

const cells = allCells();

test.concurrent.each(cells.map((cell) => [cell.id, cell] as const))('%s holds with either phones', async (_, cell) => {
  const [own, sipp] = await Promise.all(PHONES.map((phones) => confirmed(phones, cell)));
  expect(sipp).toEqual(own);
  expect(new Set(Object.values(own ?? {}))).toEqual(new Set(['pass']));
});

test.concurrent.each(
  DEFECTS_OF_ALL_KINDS.flatMap((id) => {
    const turnsRed = DEFECTS.find((defect) => defect.id === id)?.turnsRed ?? [];
    return cells
      .filter((cell) => turnsRed.some((check) => check.startsWith(`${cell.id}/`)))
      .map((cell) => [id, cell.id, cell] as const);
  }),
)('%s is found out in %s with either phones', async (defect, _, cell) => {
  const [own, sipp] = await Promise.all(PHONES.map((phones) => decided(phones, cell, defect)));
  // Some checks are red as the clock has it.
  const open = DEFECTS.find(({ id }) => id === defect)?.mayTurnRed ?? [];
  const settled = (found = {}) => Object.fromEntries(Object.entries(found).filter(([check]) => !open.includes(check)));
  expect(settled(sipp)).toEqual(settled(own));
  expect(Object.values(settled(own))).toContain('fail');
});
