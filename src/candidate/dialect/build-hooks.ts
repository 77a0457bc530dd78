/** The orders outside SIP of a dialect. */
import { resolve } from 'node:path';
import type { DeepReadonly } from './build-dialect.ts';
import type { DialectSource } from './dialect-schema.ts';
import { type Dialect, type DialectHook, READABLE_TYPE } from './dialect-table.ts';
import type { HookSource } from './hook-schema.ts';

type Source = DeepReadonly<DialectSource>;

export function hookKey(own: DeepReadonly<HookSource> | undefined, folder: string): { readonly hook?: DialectHook } {
  return own === undefined ? {} : { hook: buildHook(own, folder) };
}

/** A program given as a relative path lies beside the file; a bare name is looked for in the PATH. */
function buildHook({ run, exec, http }: DeepReadonly<HookSource>, folder: string): DialectHook {
  if (exec !== undefined) return { kind: 'exec', command: exec };
  if (http?.post !== undefined) return { kind: 'http', method: 'POST', path: http.post };
  if (http?.get !== undefined) return { kind: 'http', method: 'GET', path: http.get };
  if (http?.put !== undefined) return { kind: 'http', method: 'PUT', path: http.put };
  const [program = '', ...args] = run ?? [];
  return { kind: 'run', command: [/^\.{1,2}[\\/]/.test(program) ? resolve(folder, program) : program, ...args] };
}

/** Where a hook looks at an orbit, nothing shows all of them. */
export function buildState(own: Source['state'], preset: Dialect['state'], folder: string): Dialect['state'] {
  const { subscribe = preset.subscribe, all = preset.all, parked = preset.parked, hook } = own ?? {};
  const states = typeof parked === 'string' ? preset.parked : parked;
  const { event = preset.event, held = preset.held } = own ?? {};
  const accept = own?.accept?.toLowerCase() ?? preset.accept;
  const asked = { subscribe, parked: states, event, accept, held };
  const match = typeof parked === 'string' ? parked : '';
  if (hook === undefined && accept === READABLE_TYPE) return { ...asked, all };
  // The address of a preset shows dialogs.
  if (hook === undefined) return { ...asked, all: own?.all, match };
  return { ...asked, all: undefined, hook: { order: buildHook(hook, folder), match } };
}
