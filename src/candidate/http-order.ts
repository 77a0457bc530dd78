/** A request that a file has parkspec make: at the administration of a pool, or at an address of its own. Pure. */
import type { PoolName } from '../suite/cell.ts';
import { variablesIn } from './passed-variables.ts';

export type HttpMethod = 'POST' | 'GET' | 'PUT';

/** Statuses from the first to the last, both of them among it. */
export type StatusRange = readonly [first: number, last: number];

/** All texts may hold variables, such as `${env:TOKEN}`, and facts of the pools, such as `${primary.pid}`. */
export interface HttpDetails {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The media type of the body. */
  readonly type?: string;
  readonly basic?: { readonly user: string; readonly password: string };
  readonly bearer?: string;
  /** Absolute path of a PEM file: the certificates of those who may have signed that of the server. */
  readonly ca?: string;
  /** SHA-256 of the one certificate that the server may have, in 64 small hexadecimal digits. */
  readonly fingerprint?: string;
  /** The statuses that are no complaint; 200 to 299 where they are left out. */
  readonly expect?: readonly StatusRange[];
}

/**
 * `path` is below the root of the pool's administration, without a leading slash: `failover/complete`. `url` is a whole
 * address.
 */
export type HttpTarget =
  | { readonly pool: PoolName; readonly path: string; readonly url?: never }
  | { readonly url: string; readonly pool?: never; readonly path?: never };

/** A GET, for what its answer says. */
export type HttpQuestion = HttpTarget & { readonly details?: HttpDetails };

export type HttpOrder = HttpQuestion & { readonly method: HttpMethod };

/** Each text of it that may hold a variable. */
export function textsOf({ url, details = {} }: Pick<HttpOrder, 'url' | 'details'>): readonly string[] {
  const { headers = {}, body, basic, bearer } = details;
  const texts = [url, ...Object.values(headers), body, basic?.user, basic?.password, bearer];
  return texts.filter((text) => text !== undefined);
}

/** `POST backup/failover`, `GET https://lab.example/status?…`: a query may hold what is nobody's business. */
export function orderText({ method, pool, path, url }: HttpTarget & { readonly method: string }): string {
  return `${method} ${url === undefined ? `${pool}/${path}` : withoutQuery(url)}`;
}

function withoutQuery(url: string): string {
  return url.replace(/\?.*$/s, '?…');
}

/** Without what may be secret in it, as it is recorded: no verdict needs more. */
export function recordedDetails(details: HttpDetails, hidden: string): HttpDetails {
  const { headers, body, basic, bearer } = details;
  return {
    ...details,
    ...(headers && { headers: Object.fromEntries(Object.keys(headers).map((name) => [name, hidden])) }),
    ...(body !== undefined && { body: hidden }),
    ...(basic && { basic: { user: basic.user, password: hidden } }),
    ...(bearer !== undefined && { bearer: hidden }),
  };
}

export function recordedUrl(url: string): string {
  return withoutQuery(url);
}

export interface Credential {
  /** `the password of POST https://lab.example/outage` */
  readonly name: string;
  readonly text: string;
}

/** The values that are secret by where they stand, variables or not: passwords, and header fields that are named so. */
export function credentialsOf(order: Pick<HttpOrder, 'details'>, what: string): readonly Credential[] {
  const { basic, bearer, headers = {} } = order.details ?? {};
  const named = Object.entries(headers).filter(([name]) => SECRET_FIELD.test(name));
  return [
    ...(basic === undefined ? [] : [{ name: `the password of ${what}`, text: basic.password }]),
    ...(bearer === undefined ? [] : [{ name: `the token of ${what}`, text: bearer }]),
    ...named.flatMap(([name, text]) => {
      // `Bearer …` and `Basic …`: the word before is no secret.
      const [, , own = text] = /^([A-Za-z]+)\s+(\S.*)$/.exec(text) ?? [];
      return [{ name: `${name} of ${what}`, text: own }];
    }),
  ];
}

/** Keys and header fields whose values are secret by their names. */
export const SECRET_FIELD = /auth|token|bearer|secret|password|passwd|cookie|credential|api-?key|session/i;

/** Basic spells the user and the password together (RFC 7617 2), so that the one shifts the other. */
export function basicCredentials(user: string, password: string): string {
  return Buffer.from(`${user}:${password}`).toString('base64');
}

/** The variables that it passes on. */
export function variablesOf(order: Pick<HttpOrder, 'url' | 'details'>): readonly string[] {
  return textsOf(order).flatMap(variablesIn);
}
