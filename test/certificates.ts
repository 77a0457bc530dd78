/** Certificates for servers of tests, made by openssl in a folder that is removed afterwards. */
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removed } from './cli/removed-folder.ts';

export interface Pair {
  readonly key: string;
  readonly cert: string;
  /** In 64 small hexadecimal digits. */
  readonly fingerprint: string;
  /** The PEM file of the certificate. */
  readonly file: string;
}

export class Certificates {
  readonly #folder = mkdtempSync(join(tmpdir(), 'parkspec-certificates-'));

  /** One that signs itself, for a name such as `IP:127.0.0.1`; `by`: or is signed by another one. */
  make(name: string, altName: string, by?: Pair): Pair {
    const [key, file] = [join(this.#folder, `${name}.key`), join(this.#folder, `${name}.pem`)];
    const signer = by === undefined ? [] : ['-CA', by.file, '-CAkey', by.file.replace(/pem$/, 'key')];
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
    const names = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=${altName}`];
    execFileSync('openssl', ['req', '-x509', ...kind, ...names, ...signer, '-keyout', key, '-out', file], {
      stdio: 'pipe',
    });
    const cert = readFileSync(file, 'utf8');
    const fingerprint = new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase();
    return { key: readFileSync(key, 'utf8'), cert, fingerprint, file };
  }

  async remove(): Promise<void> {
    await removed(this.#folder);
  }
}
