/** What the parts of a request say against each other and the rest of the file. */
import { X509Certificate } from 'node:crypto';
import { resolve } from 'node:path';
import { LARGEST_INPUT, readInputFile } from '../input-file.ts';
import { whyUnreadable } from '../file-fault.ts';
import type { Diagnostic } from '../suite/diagnostic.ts';
import type { YamlDocument } from '../suite/yaml.ts';
import type { Path } from '../suite/yaml-index.ts';
import { isUrl } from './build-http.ts';
import { placeholdersAt } from './check-start.ts';
import type { CandidateSource } from './candidate-schema.ts';
import type { HttpDetailsSource } from './http-schema.ts';
import { lackOfPool } from './lack-of-pool.ts';
import { HTTP_PLACEHOLDERS } from './placeholders.ts';
import { splitPoolPath } from './pool-path.ts';

type Source = HttpDetailsSource & {
  readonly post?: string | undefined;
  readonly get?: string | undefined;
  readonly put?: string | undefined;
};

interface Context {
  readonly pools: CandidateSource['pools'];
  readonly runtime: CandidateSource['runtime'] | undefined;
  readonly document: YamlDocument;
  /** That of the file. */
  readonly folder: string;
}

export function checkRequest(source: Source, context: Context, path: Path): readonly Diagnostic[] {
  const method = (['post', 'get', 'put'] as const).find((key) => source[key] !== undefined) ?? 'get';
  const place = source[method] ?? '';
  const at = [...path, method];
  return [
    ...(isUrl(place) ? checkUrl(place, context, at) : needsHttp(place, context, path)),
    ...checkTexts(source, context, path),
    ...checkCredentials(source, context, path),
    ...checkBody(source, method, context, path),
    ...checkTrust(source, place, context, path),
  ];
}

function needsHttp(place: string, { pools, runtime, document }: Context, path: Path): readonly Diagnostic[] {
  const { pool } = splitPoolPath(place);
  if (pools[pool].http !== undefined) return [];
  const message = `the ${pool} has no administration over HTTP`;
  const what = runtime === 'remote' ? 'its port, such as `http: 8080`,' : '`http: auto` or its port';
  return [document.diagnose(path, 'key', message, `add ${what} to pools.${pool}`)];
}

function checkUrl(place: string, context: Context, path: Path): readonly Diagnostic[] {
  const unknown = placeholdersIn(place, context, path);
  if (unknown.length > 0) return unknown;
  const { document } = context;
  // A port is a number, and a host may be one.
  const url = parsed(place.replaceAll(/\$\{[^}]*\}/g, '1'));
  if (url === undefined) {
    const hint = 'write a scheme, a host, perhaps a port, and a path: https://lab.example:8443/api/outage';
    return [document.diagnose(path, 'value', 'this is no address', hint)];
  }
  if (url.username === '' && url.password === '') return [];
  const hint = 'write `basic: { user: …, password: "${env:NAME}" }` beside it';
  return [document.diagnose(path, 'value', 'an address holds no user and no password', hint)];
}

function parsed(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function placeholdersIn(text: string, context: Context, path: Path): readonly Diagnostic[] {
  return placeholdersAt(context.document, path, text, (name) => lackOfPool(name, context), HTTP_PLACEHOLDERS, true);
}

function checkTexts(
  { headers = {}, body, basic, bearer }: Source,
  context: Context,
  path: Path,
): readonly Diagnostic[] {
  const texts: ReadonlyArray<readonly [Path, string | undefined]> = [
    ...Object.entries(headers).map(([name, text]) => [[...path, 'headers', name], text] as const),
    [[...path, 'body'], body],
    [[...path, 'basic', 'user'], basic?.user],
    [[...path, 'basic', 'password'], basic?.password],
    [[...path, 'bearer'], bearer],
  ];
  return [
    ...texts.flatMap(([at, text]) => (text === undefined ? [] : placeholdersIn(text, context, at))),
    ...Object.keys(headers).flatMap((name) => checkField(name, context, [...path, 'headers', name])),
  ];
}

/** RFC 9110 5.1, a token. */
const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** What the request is framed by. */
const OWN = /^(?:host|content-length|transfer-encoding|connection|upgrade|expect|te|trailer)$/i;

function checkField(name: string, { document }: Context, path: Path): readonly Diagnostic[] {
  if (!FIELD_NAME.test(name)) {
    const hint = 'letters, digits and hyphens, such as X-Token';
    return [document.diagnose(path, 'key', `\`${name}\` is no name of a header field`, hint)];
  }
  if (OWN.test(name)) return [document.diagnose(path, 'key', `parkspec writes ${name} itself`, 'leave it out')];
  if (/^content-type$/i.test(name)) {
    return [document.diagnose(path, 'key', `the media type stands in \`type\``, 'write `type: application/json`')];
  }
  return [];
}

function checkCredentials(
  { headers = {}, basic, bearer }: Source,
  { document }: Context,
  path: Path,
): readonly Diagnostic[] {
  const field = Object.keys(headers).find((name) => /^authorization$/i.test(name));
  const given = [
    ...(basic === undefined ? [] : [[...path, 'basic']]),
    ...(bearer === undefined ? [] : [[...path, 'bearer']]),
    ...(field === undefined ? [] : [[...path, 'headers', field]]),
  ];
  return given
    .slice(1)
    .map((at) =>
      document.diagnose(at, 'key', 'a request has one Authorization', 'give one of `basic`, `bearer` and that field'),
    );
}

function checkBody({ body, type }: Source, method: string, { document }: Context, path: Path): readonly Diagnostic[] {
  if (body !== undefined && method === 'get') {
    return [document.diagnose([...path, 'body'], 'key', 'a GET has no body', 'use `post` or `put`, or leave it out')];
  }
  if (type === undefined || body !== undefined) return [];
  return [document.diagnose([...path, 'type'], 'key', '`type` is the media type of a body', 'add `body`')];
}

function checkTrust(
  { ca, fingerprint }: Source,
  place: string,
  { document, folder }: Context,
  path: Path,
): readonly Diagnostic[] {
  const key = ca === undefined ? 'fingerprint' : 'ca';
  if (ca === undefined && fingerprint === undefined) return [];
  if (!place.startsWith('https://')) {
    const hint = 'write an address that begins with https://, or leave it out';
    return [document.diagnose([...path, key], 'key', 'there is a certificate with https only', hint)];
  }
  if (ca === undefined) return [];
  if (fingerprint !== undefined) {
    const hint = 'leave one of them out: with `fingerprint` that one certificate is taken, and no other';
    return [document.diagnose([...path, 'fingerprint'], 'key', 'give either `ca` or `fingerprint`', hint)];
  }
  const why = certificateFault(resolve(folder, ca));
  if (why === undefined) return [];
  const hint = 'give a PEM file: it begins with -----BEGIN CERTIFICATE-----';
  return [document.diagnose([...path, 'ca'], 'value', `the certificates cannot be read: ${why}`, hint)];
}

function certificateFault(file: string): string | undefined {
  try {
    const text = readInputFile(file, LARGEST_INPUT.yaml).toString();
    const found = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
    for (const one of found) void new X509Certificate(one);
    return found.length === 0 ? 'there is no certificate in it' : undefined;
  } catch (error) {
    return whyUnreadable(error);
  }
}
