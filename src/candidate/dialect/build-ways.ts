/** The parts of `park` that belong to one way to ask. */
import type { DeepReadonly } from './build-dialect.ts';
import type { DialectSource } from './dialect-schema.ts';
import { hookKey } from './build-hooks.ts';
import { readBody } from './body-file.ts';
import { type Dialect, DIGIT_WAYS, type ParkBody, type ParkDigits, type ToldOrbit } from './dialect-table.ts';

type Source = DeepReadonly<DialectSource>;
type Own = Source['park'];

export function buildDigits(own: Own, preset: ParkDigits | undefined): { readonly digits?: ParkDigits } {
  const send = own?.send ?? preset?.send;
  if ((own?.by ?? (preset && 'dtmf')) !== 'dtmf' || send === undefined) return {};
  return { digits: { send, via: own?.via ?? preset?.via ?? DIGIT_WAYS } };
}

/** The template is read from its file. */
export function buildBody(own: Own, preset: ParkBody | undefined, folder: string): { readonly body?: ParkBody } {
  const { method = preset?.method, type = preset?.type } = own ?? {};
  const template = own?.body === undefined ? preset?.template : bodyIn(own.body, folder);
  if (own?.by !== 'body' || method === undefined || type === undefined || template === undefined) return {};
  return { body: { method, type, template } };
}

/** Empty where it cannot be read, which is complained about elsewhere. */
function bodyIn(file: string, folder: string): string {
  const body = readBody(file, folder);
  return 'text' in body ? body.text : '';
}

/** A number to call, or a server that refers the retriever on, says that it is called. */
export function buildRetrieval(own: Source['retrieve'], preset: Dialect['retrieve']): Dialect['retrieve'] {
  const { to, refer } = own ?? {};
  const by = own?.by ?? (to === undefined && refer === undefined ? preset.by : 'invite');
  return { by, to: to ?? preset.to, ...(refer === undefined ? {} : { refer }) };
}

export function buildTold(own: Source['orbit'], folder: string): { readonly told?: ToldOrbit } {
  if (own?.match === undefined) return {};
  const of = own.of ?? (own.from === 'message' ? TELLING : undefined);
  return { told: { match: own.match, ...(of === undefined ? {} : { of }), ...hookKey(own.hook, folder) } };
}

/** Those that servers use which are known. */
const TELLING = ['NOTIFY', 'REFER', 'INFO'] as const;
