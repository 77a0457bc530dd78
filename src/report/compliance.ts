/** `compliance.json`: the result of a run for programs. `schema/compliance.schema.json` publishes its form. */
import { z } from 'zod';
import { perBound } from '../candidate/bounds.ts';
import { type Candidate, CAPABILITIES } from '../candidate/candidate.ts';
import { LIMITS } from '../candidate/container-rights.ts';
import { MEMBERS } from '../candidate/member.ts';
import type { ReachedLimit } from '../history/event.ts';
import type { BaselineMatch } from '../run/baseline.ts';
import type { CheckResult } from '../run/attempts.ts';
import { RUN_VERDICTS, type RunResult, type SuiteResult } from '../run/ledger.ts';
import { blockedBy } from '../run/blocked.ts';
import { type CheckVerdict, VERDICTS } from '../judge/verdict.ts';
import { PHASES } from '../suite/cell.ts';
import { limitsIn } from './limits-reached.ts';
import { type CellLoad, loadOf } from './machine-load.ts';

/** 2: there may be several suites, each with its requirements and a verdict. 1 had one table and no digest of it. */
const COMPLIANCE_SCHEMA = 2;

const verdict = z.enum(VERDICTS);

const code = z
  .string()
  .describe('What was found, by a stable name: docs/findings.md; missing in runs of older versions');
const because = z.string().describe('The code of the finding that this one rests on, where it rests on one');

const knownForm = z.strictObject({
  kind: z
    .enum(['known', 'expired', 'stale'])
    .describe('known excuses the failure, expired did so until its day came, stale has to be removed'),
  reason: z.string(),
  issue: z.string().optional(),
  until: z.iso.date().optional().describe('Last day on which the failure is excused'),
});

const attemptForm = z.strictObject({
  attempt: z.int().positive().describe('Its history is in the folder of the cell, of later attempts in attempt-2 …'),
  verdict,
  code: code.optional(),
  because: because.optional(),
  reason: z.string(),
  evidence: z.array(z.int().positive()),
});

const checkForm = z.strictObject({
  id: z.string().describe('Stable id of the check, for example DR-12/park-refused'),
  verdict,
  code: code.optional(),
  because: because.optional(),
  reason: z.string().describe('The finding in words: observed, and where it is no pass, expected and to be tried'),
  figures: z.record(z.string(), z.number()).describe('Measured values; the name ends in the unit'),
  evidence: z.array(z.int().positive()).describe('Numbers of the events in history.jsonl that prove the verdict'),
  baseline: knownForm.optional().describe('The entry of the baseline for this check'),
  blockedBy: z.string().optional().describe('Id of the failed check of its cell that keeps it from being judged'),
  flaky: z
    .literal(true)
    .optional()
    .describe('It passed in the last attempt and not in an earlier one; verdict and reason are those of before'),
  attempts: z.array(attemptForm).min(2).optional().describe('What each attempt said, where there was more than one'),
});

const settingsForm = z.strictObject({
  pickupTimeout: z.number().optional().describe('ms'),
  pickupAttempts: z.int().optional(),
  timeoutTarget: z.string().optional(),
  musicOnHold: z.union([z.number(), z.string()]).optional().describe('Hz of a tone, or the path of a recording'),
});

const bound = z.number().nonnegative().describe('ms');

const cellForm = z.strictObject({
  id: z.string(),
  suite: z.string().describe('The id of its suite'),
  state: z.string().describe('Row of the table of its suite, or the state of what stands below it'),
  phase: z.enum(PHASES).describe('Column of the table'),
  verdict,
  durationMs: z.number().nonnegative(),
  limits: z
    .array(z.object({ pool: z.enum(MEMBERS), of: z.enum(LIMITS) }))
    .optional()
    .describe('the limits of what a pool may use that were reached, over all attempts'),
  load: z
    .strictObject({
      harnessDelayMs: z.number().nonnegative().describe('The longest event loop delay of the harness'),
      poolDelayMs: z.number().nonnegative().optional().describe("The longest wait of a pool's process for a processor"),
    })
    .optional()
    .describe('How late the cell ran; missing where nothing was measured'),
  checks: z.array(checkForm),
});

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const runVerdict = z.enum(RUN_VERDICTS);

const suiteForm = z.strictObject({
  id: z.string(),
  title: z.string(),
  version: z.string(),
  source: z.strictObject({ title: z.string(), address: z.string().optional() }),
  requirements: z
    .enum(['sealed', 'modified', 'own'])
    .describe('sealed: as parkspec comes with them; modified: not so, and never conformant; own: written by others'),
  sha256: sha256.describe('Of its contents, as they were read when the run was planned'),
  sealed: z
    .strictObject({
      version: z.string(),
      cells: z.int().nonnegative(),
      checks: z.int().nonnegative(),
      sha256,
      differences: z.array(z.string()).min(1),
    })
    .optional()
    .describe('What parkspec comes with instead of modified requirements, and what differs'),
  cells: z.int().nonnegative().describe('How many there are, run or not'),
  checks: z.int().nonnegative().describe('How many there are, run or not'),
  verdict: runVerdict.describe('On this suite alone'),
});

export const complianceForm = z
  .strictObject({
    schema: z.literal(COMPLIANCE_SCHEMA),
    verdict: runVerdict.describe(
      'The worst of the suites. conformant only when a whole suite that parkspec comes with was run and nothing failed or was left open, passed when that is so of a suite of others; known-failures when nothing failed but what the baseline lists; flaky when everything passed, not always at the first attempt, and that was allowed; stale-baseline when a listed failure is not there any more; non-conformant and failed when a check failed',
    ),
    suites: z.array(suiteForm).describe('In the order in which they are shown'),
    leftOut: z
      .array(z.strictObject({ id: z.string(), version: z.string(), why: z.string() }))
      .optional()
      .describe('Suites that parkspec comes with and that are for other candidates; missing where there is none'),
    candidate: z.strictObject({
      name: z.string(),
      version: z.string(),
      runtime: z.enum(['process', 'docker', 'remote']),
      dialect: z.string(),
      defect: z.string().optional().describe('The deliberate non-conformance that was switched on, where one was'),
      capabilities: z
        .array(z.enum(CAPABILITIES))
        .describe('What it claims to do; what it does not claim is not applicable'),
      settings: z
        .strictObject({ primary: settingsForm, backup: settingsForm })
        .describe('What it declares of each pool; what it does not declare is not applicable'),
      bounds: z
        .strictObject(perBound(bound))
        .describe('How long things were allowed to take: those of the candidate file, else the defaults'),
    }),
    parkspec: z.string().describe('Version of parkspec'),
    network: z
      .strictObject({ impairment: z.string(), seed: z.int().min(0), patience: z.number().min(0) })
      .optional()
      .describe('The bad network that parkspec put around its phones, where it did: impairment, seed, patience in ms'),
    started: z.iso.datetime(),
    durationMs: z.number().nonnegative(),
    cells: z.array(cellForm),
  })
  .meta({ title: 'parkspec compliance report', description: 'The verdicts of one run of parkspec' });

export type Compliance = z.infer<typeof complianceForm>;

export function complianceOf(result: RunResult): Compliance {
  const { candidate, parkspec, started, network, leftOut } = result.plan;
  return {
    schema: COMPLIANCE_SCHEMA,
    verdict: result.verdict,
    suites: result.suites.map(suiteOf),
    ...(leftOut === undefined ? {} : { leftOut: leftOut.map((one) => ({ ...one })) }),
    candidate: candidateOf(candidate),
    parkspec,
    ...(network === undefined ? {} : { network: { ...network } }),
    started,
    durationMs: result.durationMs,
    cells: result.suites.flatMap(({ planned, cells }) =>
      cells.map(({ cell: { id, state, phase }, verdict: found, attempts }) => ({
        id,
        suite: planned.suite.id,
        state,
        phase,
        verdict: found.verdict,
        durationMs: found.durationMs,
        ...withLoad(loadOf({ attempts })),
        ...withLimits(limitsIn({ attempts })),
        checks: checksOf(found.checks),
      })),
    ),
  };
}

function suiteOf({ planned, verdict: found }: SuiteResult): Compliance['suites'][number] {
  const { suite, requirements, cells, checks } = planned;
  const { id, title, version, source } = suite;
  return {
    id,
    title,
    version,
    source: { ...source },
    requirements: requirements.kind,
    sha256: requirements.sha256,
    ...(requirements.kind === 'modified'
      ? { sealed: { ...requirements.sealed, differences: [...requirements.differences] } }
      : {}),
    cells,
    checks,
    verdict: found,
  };
}

function candidateOf(candidate: Candidate): Compliance['candidate'] {
  const { name, version, runtime, dialect, defect, capabilities, settings, bounds } = candidate;
  return {
    name,
    version,
    runtime,
    dialect: dialect.name,
    ...(defect === undefined ? {} : { defect }),
    capabilities: [...capabilities],
    settings: { primary: { ...settings.primary }, backup: { ...settings.backup } },
    bounds: { ...bounds },
  };
}

type ComplianceCheck = Compliance['cells'][number]['checks'][number];

function checksOf(checks: readonly CheckResult[]): ComplianceCheck[] {
  const blocked = blockedBy(checks);
  return checks.map((check) => checkOf(check, check.blockedByKnown ?? blocked.get(check.id)?.id));
}

function checkOf(check: CheckResult, blocker: string | undefined): ComplianceCheck {
  const { id, verdict: found, figures, evidence, baseline, flaky, attempts } = check;
  return {
    id,
    verdict: found,
    ...wordsOf(check),
    figures: { ...figures },
    evidence: [...evidence],
    ...(baseline === undefined ? {} : { baseline: knownOf(baseline) }),
    ...(blocker === undefined ? {} : { blockedBy: blocker }),
    ...(flaky ? { flaky } : {}),
    ...(attempts.length === 1
      ? {}
      : {
          attempts: attempts.map((one, at) => ({
            attempt: at + 1,
            verdict: one.verdict,
            ...wordsOf(one),
            evidence: [...one.evidence],
          })),
        }),
  };
}

function wordsOf({
  code: name,
  because: inner,
  reason,
}: CheckVerdict): Pick<ComplianceCheck, 'code' | 'because' | 'reason'> {
  return { ...(name === undefined ? {} : { code: name }), ...(inner === undefined ? {} : { because: inner }), reason };
}

function knownOf({ kind, entry: { reason, issue, until } }: BaselineMatch): z.infer<typeof knownForm> {
  return { kind, reason, ...(issue === undefined ? {} : { issue }), ...(until === undefined ? {} : { until }) };
}

function withLimits(limits: readonly ReachedLimit[]): { readonly limits?: ReachedLimit[] } {
  return limits.length === 0 ? {} : { limits: [...limits] };
}

function withLoad(load: CellLoad | undefined): { readonly load?: CellLoad } {
  return load === undefined ? {} : { load };
}

/** The published schema, as it is committed; JSON Schema 2020-12. */
export function complianceSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(complianceForm), undefined, 2)}\n`;
}
