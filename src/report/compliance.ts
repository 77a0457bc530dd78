/** `compliance.json`: the result of a run for programs. `schema/compliance.schema.json` publishes its form. */
import { z } from 'zod';
import { RUN_SCHEMA } from '../ledger/run.ts';
import type { RunResult } from '../ledger/ledger.ts';
import { VERDICTS } from '../judge/verdict.ts';
import { PHASES, STATES } from '../spec/cell.ts';

const verdict = z.enum(VERDICTS);

const checkForm = z.strictObject({
  id: z.string().describe('Stable id of the check, for example DR-12/park-refused'),
  verdict,
  reason: z.string().describe('What was seen, and for anything but a pass what was expected'),
  figures: z.record(z.string(), z.number()).describe('Measured values; the name ends in the unit'),
  evidence: z.array(z.int().positive()).describe('Numbers of the events in history.jsonl that prove the verdict'),
});

const cellForm = z.strictObject({
  id: z.string(),
  state: z.enum(STATES).describe('Row of the table, or service for what is stated beside it'),
  phase: z.enum(PHASES).describe('Column of the table'),
  verdict,
  durationMs: z.number().nonnegative(),
  checks: z.array(checkForm),
});

export const complianceForm = z
  .strictObject({
    schema: z.literal(RUN_SCHEMA),
    verdict: z
      .enum(['conformant', 'non-conformant', 'incomplete'])
      .describe('conformant only when the whole table was run and nothing failed or was left open'),
    candidate: z.strictObject({
      name: z.string(),
      version: z.string(),
      runtime: z.enum(['process', 'docker', 'remote']),
      dialect: z.string(),
      defect: z.string().optional().describe('The deliberate non-conformance that was switched on, where one was'),
    }),
    parkspec: z.string().describe('Version of parkspec'),
    started: z.iso.datetime(),
    durationMs: z.number().nonnegative(),
    cells: z.array(cellForm),
  })
  .meta({ title: 'parkspec compliance report', description: 'The verdicts of one run of parkspec' });

export type Compliance = z.infer<typeof complianceForm>;

export function complianceOf(result: RunResult): Compliance {
  const { candidate, parkspec, started } = result.plan;
  const { name, version, runtime, dialect, defect } = candidate;
  return {
    schema: RUN_SCHEMA,
    verdict: result.verdict,
    candidate: { name, version, runtime, dialect, ...(defect === undefined ? {} : { defect }) },
    parkspec,
    started,
    durationMs: result.durationMs,
    cells: result.cells.map(({ cell: { id, state, phase }, verdict: found }) => ({
      id,
      state,
      phase,
      verdict: found.verdict,
      durationMs: found.durationMs,
      checks: found.checks.map(({ id: check, verdict: its, reason, figures, evidence }) => ({
        id: check,
        verdict: its,
        reason,
        figures: { ...figures },
        evidence: [...evidence],
      })),
    })),
  };
}

/** The published schema, as it is committed; JSON Schema 2020-12. */
export function complianceSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(complianceForm), undefined, 2)}\n`;
}
