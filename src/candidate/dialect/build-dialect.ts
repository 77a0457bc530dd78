import { buildState, hookKey } from './build-hooks.ts';
import { buildBody, buildDigits, buildRetrieval, buildTold } from './build-ways.ts';
import { DEFAULT_PRESET, PRESETS } from './dialect-presets.ts';
import type { DialectSource } from './dialect-schema.ts';
import type { Dialect } from './dialect-table.ts';

export type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T;

/** The dialect that a candidate file in a folder describes: its preset, changed where the file says so. */
export function buildDialect(
  { dialect: name = DEFAULT_PRESET, ...own }: DeepReadonly<DialectSource>,
  folder = '.',
): Dialect {
  const preset = PRESETS[name];
  const { park, retrieve, state } = preset;
  return {
    name,
    park: {
      by: own.park?.by ?? park.by,
      to: own.park?.to ?? park.to,
      proof: listOf(own.park?.proof) ?? park.proof,
      end: own.park?.end ?? park.end,
      ...buildDigits(own.park, park.digits),
      ...buildBody(own.park, park.body, folder),
      ...(own.park?.redirects === undefined ? {} : { redirects: own.park.redirects }),
      ...hookKey(own.park?.hook, folder),
    },
    orbit: own.orbit?.from ?? preset.orbit,
    ...buildTold(own.orbit, folder),
    retrieve: buildRetrieval(own.retrieve, retrieve),
    empty: own.empty ?? preset.empty,
    state: buildState(own.state, state, folder),
  };
}

function listOf<Each extends string>(given: Each | readonly Each[] | undefined): readonly Each[] | undefined {
  return typeof given === 'string' ? [given] : given;
}
