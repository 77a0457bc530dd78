/** Runs a hook of the dialect at the pool that is asked, and records how it ended. */
import { fillInValues } from '../candidate/dialect/body-template.ts';
import type { DialectHook } from '../candidate/dialect/dialect-table.ts';
import { constantOf } from '../candidate/expand.ts';
import { fillInConstants } from '../candidate/placeholders.ts';
import type { HookEnd, RunHook } from '../dialect/dialect.ts';
import { execWithin } from '../fault/exec.ts';
import { request } from '../fault/http.ts';
import { fillInFacts, UNRUNNABLE } from '../fault/run.ts';
import { HarnessError } from '../harness-error.ts';
import type { PoolName } from '../suite/cell.ts';
import type { Stage } from './stage.ts';

type Bench = Pick<Stage, 'pools' | 'scripts' | 'recorder' | 'signal' | 'candidate'>;

interface Order {
  /** Id of the action that it is part of. */
  readonly action: string;
  readonly pool: PoolName;
  /** ms */
  readonly within: number;
}

/** How much of what a hook says is kept, in characters. */
const MOST_OF_OUTPUT = 10_000;

export function hookRunner(bench: Bench, { action, pool, within }: Order): RunHook {
  return async (purpose, hook, values) => {
    const filled = filledIn(bench, hook, { ...values, pool });
    const end = await carryOut(bench, filled, pool, within);
    const { outcome, words } = end;
    const output = end.output.slice(0, MOST_OF_OUTPUT);
    const { recorder } = bench;
    recorder.append({
      kind: 'hook',
      action,
      purpose,
      hook: hook.kind,
      what: whatOf(filled, pool),
      outcome,
      words,
      output,
    });
    return { ...end, output };
  };
}

function filledIn({ candidate }: Bench, hook: DialectHook, values: Readonly<Record<string, string>>): DialectHook {
  if (hook.kind === 'http') return { ...hook, path: fillInValues(hook.path, values, encodeURIComponent) };
  const command = hook.command.map((part) => {
    const text = fillInValues(part, values);
    return hook.kind === 'exec' ? text : fillInConstants(text, (name) => constantOf(name, candidate.domain));
  });
  return { ...hook, command };
}

function whatOf(hook: DialectHook, pool: PoolName): string {
  return hook.kind === 'http' ? `${hook.method} ${pool}/${hook.path}` : hook.command.join(' ');
}

function carryOut(bench: Bench, hook: DialectHook, pool: PoolName, within: number): Promise<HookEnd> {
  switch (hook.kind) {
    case 'http':
      return overHttp(bench, hook, pool, within);
    case 'exec':
      return inPool(bench, hook.command, pool, within);
    case 'run':
      return byScript(bench, hook.command, within);
  }
}

async function overHttp(
  bench: Bench,
  { method, path }: Extract<DialectHook, { kind: 'http' }>,
  pool: PoolName,
  within: number,
): Promise<HookEnd> {
  const reply = await request(bench, { pool, path, method }, within);
  if (reply.kind === 'late') return { outcome: 'late', words: reply.text, output: '' };
  if (reply.kind !== 'answered') return { outcome: 'unreachable', words: reply.text, output: '' };
  return { outcome: reply.ok ? 'done' : 'refused', words: reply.text, ...statusOf(reply), output: reply.body };
}

function statusOf({ status }: { readonly status: number | undefined }): { readonly status?: number } {
  return status === undefined ? {} : { status };
}

async function inPool(bench: Bench, command: readonly string[], pool: PoolName, within: number): Promise<HookEnd> {
  const result = await execWithin(bench.pools[pool], command, within, bench.signal);
  if (result === 'late') return { outcome: 'late', words: 'it did not end in time', output: '' };
  const { code, output } = result;
  if (code === undefined) return { outcome: 'unreachable', words: `it could not be run: ${output}`, output: '' };
  return { outcome: code === 0 ? 'done' : 'refused', words: `exit code ${code}`, output };
}

/** A script that cannot be run says nothing of the candidate. */
async function byScript(
  { pools, scripts, signal }: Bench,
  command: readonly string[],
  within: number,
): Promise<HookEnd> {
  const filled = fillInFacts(command, pools);
  if ('lacking' in filled) {
    return { outcome: 'unreachable', words: `nothing to put in for ${filled.lacking.join(', ')}`, output: '' };
  }
  const end = await scripts.run(filled.command, within, signal);
  if (end.kind === 'overran') return { outcome: 'late', words: 'it did not end in time', output: end.output };
  const { how, ok, output } = end;
  if (!ok && (UNRUNNABLE.test(how) || !/^exit code|^SIG/.test(how))) {
    const hint = 'see `hook` in the dialect of the candidate file';
    throw new HarnessError('drive', `${command.join(' ')} could not be run: ${how} ${output}`.trim(), { hint });
  }
  return { outcome: ok ? 'done' : 'refused', words: how, output };
}
