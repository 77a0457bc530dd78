/** Frames everything the driver asks for with its `asked` and `done` or `failed` events. */
import type { ActionEvent, ActionFailure } from '../history/event.ts';
import { HarnessError, messageOf } from '../harness-error.ts';
import type { Stage } from './stage.ts';

type Asked = Omit<ActionEvent, 'kind' | 'id' | 'state' | 'failure' | 'why'>;

/** Why an action failed: for the judge, and in words. */
export interface Failure {
  readonly failure: ActionFailure;
  readonly why: string;
}

type Failed = Failure & { readonly ok: false };

/** How an action went, as far as steering goes. */
export type Result<T = undefined> = { readonly ok: true; readonly value: T; readonly orbit?: string } | Failed;

export const done: Result = { ok: true, value: undefined };

export function failed({ failure, why }: Failure): Failed {
  return { ok: false, failure, why };
}

/** No request was sent, and nothing was listened for. */
export function notSent(why: string): Failed {
  return { ok: false, failure: 'not-sent', why };
}

/** The thing that was waited for did not come within the time. */
export function notSeen(why: string): Failed {
  return { ok: false, failure: 'not-seen', why };
}

/**
 * Done at once: what waits by itself, and what is about something that happens now. Everything else is done when our own
 * network has let through what was said before, since nobody can act on what they do not yet know.
 */
const AT_ONCE: ReadonlySet<Asked['verb']> = new Set(['listen', 'watch', 'probe', 'register']);

/**
 * Records that an action is asked for, does it, and records how it went. An exception is a failure of the bench: it is
 * noted as trouble and thrown on, unless the cell was being aborted anyway.
 */
export async function act<T>(
  stage: Pick<Stage, 'signal' | 'traffic' | 'recorder' | 'nextId'>,
  asked: Asked,
  deed: (id: string) => Promise<Result<T>>,
): Promise<Result<T>> {
  stage.signal.throwIfAborted();
  if (!AT_ONCE.has(asked.verb)) await stage.traffic?.settled(stage.signal);
  const id = `a${stage.nextId()}`;
  const base = { kind: 'action', id, ...asked } as const;
  stage.recorder.append({ ...base, state: 'asked' });
  try {
    const result = await deed(id);
    if (result.ok) {
      const orbit = result.orbit === undefined ? {} : { orbit: result.orbit };
      stage.recorder.append({ ...base, ...orbit, state: 'done' });
    } else {
      stage.recorder.append({ ...base, state: 'failed', failure: result.failure, why: result.why });
    }
    return result;
  } catch (cause) {
    const failure = stage.signal.aborted ? 'given-up' : 'broken';
    if (failure === 'broken') noteTrouble(stage, cause);
    stage.recorder.append({ ...base, state: 'failed', failure, why: messageOf(cause) });
    throw cause;
  }
}

/** What has been noted already, so that trouble inside a check is not told again by the check. */
const noted = new WeakSet<object>();

export function noteTrouble(stage: { readonly recorder: Pick<Stage['recorder'], 'append'> }, cause: unknown): void {
  if (cause instanceof Error) {
    if (noted.has(cause)) return;
    noted.add(cause);
  }
  const known = cause instanceof HarnessError ? { stage: cause.stage, hint: cause.hint } : {};
  const stack = cause instanceof Error && !(cause instanceof HarnessError) ? cause.stack : undefined;
  stage.recorder.append({
    kind: 'note',
    level: 'trouble',
    text: messageOf(cause),
    ...(stack === undefined ? {} : { cause: stack }),
    ...known,
  });
}
