/** One run of the table by the command line, in a process of its own, and the report that it wrote. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { type Compliance, complianceForm } from '../../src/report/compliance.ts';

export type Outcome =
  | { readonly kind: 'judged'; readonly compliance: Compliance }
  /** No report was written; `why` is the last line that parkspec printed. */
  | { readonly kind: 'no-report'; readonly why: string };

/**
 * @param file     the candidate file
 * @param reports  the folder of its report; a report that lies there is removed first
 * @param options  of `parkspec run`, beside `--reports`
 */
export async function runTable(file: string, reports: string, options: readonly string[]): Promise<Outcome> {
  rmSync(join(reports, 'compliance.json'), { force: true });
  const args = ['dist/cli/main.js', 'run', file, ...options, '--reports', reports];
  const child = spawn(execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => lines.push(...chunk.split('\n')));
  }
  await once(child, 'close');
  const written = join(reports, 'compliance.json');
  if (!existsSync(written))
    return { kind: 'no-report', why: lines.findLast((line) => line.trim() !== '') ?? 'no word' };
  return { kind: 'judged', compliance: complianceForm.parse(JSON.parse(readFileSync(written, 'utf8'))) };
}
