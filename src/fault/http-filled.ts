/** A request with its placeholders filled in: pools in this run, and variables where parkspec was started. Pure. */
import { basicCredentials, type HttpDetails, type HttpOrder, type StatusRange } from '../candidate/http-order.ts';
import { type Environment, fillInText } from '../candidate/passed-variables.ts';
import { fillInPools } from '../candidate/placeholders.ts';
import type { Pool } from '../runtime/pool.ts';
import type { PoolName } from '../suite/cell.ts';
import { factOf } from './pool-fact.ts';
import { hostPort } from '../numeric-host.ts';

export type Asked = Readonly<Record<PoolName, Pool>>;

export interface FilledOrder {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Absolute path of a PEM file. */
  readonly ca: string | undefined;
  /** In 64 small hexadecimal digits. */
  readonly fingerprint: string | undefined;
  readonly expect: readonly StatusRange[];
}

type Escape = (value: string) => string;

/** What the request is, or what nothing could be put in for. */
export function filledOrder(
  { method, details = {}, ...target }: HttpOrder,
  pools: Asked,
  from: Environment,
): { readonly order: FilledOrder } | { readonly lacking: readonly string[] } {
  const lacking: string[] = [];
  const fill = (text: string, escape: Escape = asIs): string => {
    const told = fillInPools(text, (name, fact) => {
      const value = factOf(pools[name], fact);
      if (value === undefined) lacking.push(`\${${name}.${fact}}: ${name} is ${pools[name].state}`);
      return escape(value ?? '');
    });
    return fillInText(told, from, (name) => lacking.push(`\${env:${name}}: it is not set`), escape);
  };
  const { body, type, ca, fingerprint, expect = OK } = details;
  const order = {
    method,
    url: target.url === undefined ? urlAt(pools[target.pool], target.path) : filledUrl(target.url, fill),
    headers: headersOf(details, fill),
    body: body === undefined ? undefined : fill(body, escapeOf(type ?? '')),
    ca,
    fingerprint,
    expect,
  };
  return lacking.length === 0 ? { order } : { lacking };
}

const OK: readonly StatusRange[] = [[200, 299]];

function asIs(value: string): string {
  return value;
}

function urlAt({ http, address }: Pool, path: string): string {
  const { host, port } = http ?? { host: address.host, port: 0 };
  return `http://${hostPort(host, port)}/${path.replace(/^\//, '')}`;
}

/** Behind the host a value is a part of the path or the query, and no more of it. */
function filledUrl(url: string, fill: (text: string, escape?: Escape) => string): string {
  const [, place = '', rest = ''] = /^(https?:\/\/[^/?]*)(.*)$/s.exec(url) ?? [];
  return `${fill(place)}${fill(rest, encodeURIComponent)}`;
}

function headersOf(
  { headers = {}, type, basic, bearer, body }: HttpDetails,
  fill: (text: string) => string,
): Readonly<Record<string, string>> {
  const named = Object.entries(headers).map(([name, text]) => [name, fill(text)] as const);
  return {
    ...Object.fromEntries(named),
    ...(body !== undefined && type !== undefined && { 'Content-Type': type }),
    ...(basic && { Authorization: `Basic ${basicCredentials(fill(basic.user), fill(basic.password))}` }),
    ...(bearer !== undefined && { Authorization: `Bearer ${fill(bearer)}` }),
  };
}

/** A value in a body stays one, whatever signs it has. */
function escapeOf(type: string): Escape {
  if (/[/+]json\b/i.test(type)) return (value) => JSON.stringify(value).slice(1, -1);
  if (/x-www-form-urlencoded/i.test(type)) return encodeURIComponent;
  return asIs;
}
