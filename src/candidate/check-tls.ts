/** The files of `tls`: they are there, hold what they should, and fit each other. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { POOLS } from '../suite/cell.ts';
import type { Diagnostic } from '../suite/diagnostic.ts';
import type { YamlDocument } from '../suite/yaml.ts';
import { messageOf } from '../harness-error.ts';
import type { CandidateSource } from './candidate-schema.ts';
import { tlsFile } from './tls-profile.ts';

const NO_SIPS = 'the phones would use `sips` addresses, which are for TLS, and no pool speaks TLS';
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g;

export function checkTls(
  { pools, tls }: Pick<CandidateSource, 'pools' | 'tls'>,
  document: YamlDocument,
  folder: string,
): readonly Diagnostic[] {
  if (tls === undefined) return [];
  if (!POOLS.some((pool) => pools[pool].sip.startsWith('tls'))) {
    const hint = 'write `sip: tls:auto` for both pools, or leave `tls` out';
    // RFC 3261 26.2.2: a SIPS address is for TLS.
    if (tls.scheme === 'sips') return [document.diagnose(['tls', 'scheme'], 'value', NO_SIPS, hint)];
    return [document.diagnose(['tls'], 'key', 'no pool speaks TLS', hint)];
  }
  const { ca, certificate, key } = tls;
  const found = [
    ...(key === undefined && certificate !== undefined ? alone('certificate', 'key') : []),
    ...(certificate === undefined && key !== undefined ? alone('key', 'certificate') : []),
    ...problem(ca, ['tls', 'ca'], certificatesIn),
    ...problem(certificate, ['tls', 'certificate'], certificatesIn),
    ...problem(key, ['tls', 'key'], keyIn),
  ];
  if (found.length > 0 || certificate === undefined || key === undefined) return found;
  const files = [tlsFile(certificate, folder), tlsFile(key, folder)].flatMap((file) => file ?? []);
  const [shown = '', secret = ''] = files.map((file) => readFileSync(file, 'utf8'));
  if (files.length < 2 || new X509Certificate(shown).checkPrivateKey(createPrivateKey(secret))) return [];
  const hint = 'give the key that the certificate was made with';
  return [document.diagnose(['tls', 'key'], 'value', 'the key is not that of the certificate', hint)];

  function alone(given: string, other: string): readonly Diagnostic[] {
    const what = `a \`${given}\` without a \`${other}\``;
    const both = `give \`${other}\` too, or leave both out: phones make a certificate themselves then`;
    return [document.diagnose(['tls', given], 'key', what, both)];
  }

  function problem(
    text: string | undefined,
    path: readonly string[],
    lackOf: (pem: string) => { readonly message: string; readonly hint: string } | undefined,
  ): readonly Diagnostic[] {
    const file = text === undefined ? undefined : tlsFile(text, folder);
    if (file === undefined) return [];
    const pem = contentsOf(file);
    if (typeof pem !== 'string') {
      const message = `the file cannot be read: ${pem.why}`;
      return [document.diagnose(path, 'value', message, 'a relative path begins at the folder of this file')];
    }
    const lack = lackOf(pem);
    return lack === undefined ? [] : [document.diagnose(path, 'value', lack.message, lack.hint)];
  }
}

function contentsOf(file: string): string | { readonly why: string } {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    return { why: code === 'ENOENT' ? 'there is no such file' : messageOf(error) };
  }
}

function certificatesIn(pem: string): { readonly message: string; readonly hint: string } | undefined {
  const hint =
    'a certificate in PEM begins with `-----BEGIN CERTIFICATE-----`; of DER, `openssl x509 -inform der` makes one';
  const blocks = pem.match(CERTIFICATE) ?? [];
  if (blocks.length === 0) return { message: 'the file holds no certificate in PEM', hint };
  const bad = blocks.findIndex((block) => !reads(() => new X509Certificate(block)));
  return bad === -1 ? undefined : { message: `certificate ${bad + 1} of the file cannot be read`, hint };
}

function keyIn(pem: string): { readonly message: string; readonly hint: string } | undefined {
  if (reads(() => createPrivateKey(pem))) return undefined;
  const hint =
    'give a private key in PEM without a pass phrase: `openssl pkey -in key.pem -out plain.pem` takes one off';
  return { message: 'the file holds no private key in PEM that can be read', hint };
}

function reads(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}
