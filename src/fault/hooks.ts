/** Telling a candidate what to do over HTTP or with a script of its own. */
import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import type { TransitionAction } from '../candidate/candidate.ts';
import type { PoolName } from '../suite/cell.ts';
import type { Stage } from '../drive/stage.ts';
import { messageOf } from '../harness-error.ts';
import { START_WITHIN } from './take-down.ts';
import { poll } from '../drive/transition/poll.ts';

export async function askOverHttp(
  stage: Stage,
  action: Extract<TransitionAction, { kind: 'http' }>,
): Promise<string | undefined> {
  const { method, pool, path } = action;
  const what = `${method} ${pool}/${path}`;
  let reply = NOTHING;
  // A pool that was just started may answer OPTIONS before it listens here. Nothing was asked of it yet.
  await poll(stage, START_WITHIN, async () => {
    reply = await http(stage, pool, path, method, START_WITHIN);
    return reply.refused && stage.pools[pool].state === 'running' ? reply.text : undefined;
  });
  note(stage, `${what}: ${reply.text}`);
  return reply.ok ? undefined : `${what} failed: ${reply.text}`;
}

interface HttpReply {
  readonly ok: boolean;
  /** Nobody listens there: the request was not even sent. */
  readonly refused: boolean;
  readonly text: string;
  readonly body: string;
}

const NOTHING: HttpReply = { ok: false, refused: false, text: '', body: '' };

export async function http(
  stage: Stage,
  pool: PoolName,
  path: string,
  method: string,
  within: number,
): Promise<HttpReply> {
  const { host, port } = stage.pools[pool].http ?? { host: stage.pools[pool].address.host, port: 0 };
  const url = `http://${host}:${port}/${path.replace(/^\//, '')}`;
  try {
    // Whole milliseconds only: it throws for what is left of a deadline as it comes from the clock.
    const signal = AbortSignal.any([stage.signal, AbortSignal.timeout(Math.ceil(within))]);
    const response = await fetch(url, { method, signal });
    const body = await beginning(response, MOST_OF_BODY);
    return { ok: response.ok, refused: false, text: `${response.status} ${body.slice(0, 200)}`.trim(), body };
  } catch (cause) {
    const { code, message = messageOf(cause) } = behind(cause);
    return { ok: false, refused: code === 'ECONNREFUSED', text: message, body: '' };
  }
}

/** Why `fetch` failed. Not told by `instanceof`: in tests the errors of Node are of another realm. */
function behind(cause: unknown): { readonly code?: unknown; readonly message?: string } {
  const inner: unknown = typeof cause === 'object' && cause !== null && 'cause' in cause ? cause.cause : undefined;
  return typeof inner === 'object' && inner !== null ? inner : {};
}

/** Of an answer that goes on, the first `most` octets; the rest is not even received. */
async function beginning(response: Response, most: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= most) break;
  }
  return Buffer.concat(chunks).subarray(0, most).toString();
}

/** In octets; a proof is to be found in the beginning of an answer. */
const MOST_OF_BODY = 10_000;

/** A command in the container of a pool; what it prints is noted. */
export async function runInPool(
  stage: Stage,
  { pool, command }: Extract<TransitionAction, { kind: 'exec' }>,
): Promise<string | undefined> {
  const what = `${command.join(' ')} in ${pool}`;
  const { code, output } = await stage.pools[pool].exec(command, stage.signal);
  const said = output.trim().slice(0, 10_000);
  note(stage, `${what}: ${code === undefined ? 'not run' : `exit code ${code}`} ${said}`);
  if (code === 0) return undefined;
  return code === undefined ? `${what} could not be run: ${said}` : `${what} ended with exit code ${code}`;
}

/** A script of the candidate's own, run in the folder of its file; what it prints is noted. */
export function runScript(stage: Stage, command: readonly string[]): Promise<string | undefined> {
  const [file, ...args] = command;
  return new Promise((resolve) => {
    const options = { cwd: dirname(stage.candidate.file), signal: stage.signal, stdio: 'pipe' } as const;
    const child = spawn(file ?? '', args, options);
    let output = '';
    const keep = (chunk: Buffer): void => {
      if (output.length < 10_000) output += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (cause) => resolve(`${command.join(' ')} could not be run: ${cause.message}`));
    child.on('close', (code) => {
      note(stage, `${command.join(' ')}: exit code ${code} ${output.trim()}`);
      resolve(code === 0 ? undefined : `${command.join(' ')} ended with exit code ${code}`);
    });
  });
}

function note(stage: Stage, text: string): void {
  stage.recorder.append({ kind: 'note', level: 'info', text });
}
