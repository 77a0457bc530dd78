/** Looks for secrets where none may be: in files, in what was printed, and in the argument lists of all processes. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export class Leaks {
  readonly #needles: readonly string[];

  /** @param user  whose Basic credentials the secrets may be a part of */
  constructor(secrets: readonly string[], user: string) {
    // What a reader who looks for a secret would look for.
    this.#needles = secrets.flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(`${user}:${secret}`).toString('base64').slice(9, -4),
      Buffer.from(secret).toString('hex'),
      Buffer.from(secret).toString('latin1'),
    ]);
  }

  /** Also in what is base64 in it, as the data of a page. */
  in(octets: Buffer): boolean {
    if (octets.length === 0) return false;
    if (this.#needles.some((needle) => octets.includes(needle))) return true;
    const runs = octets.toString('latin1').match(/[A-Za-z0-9+/]{40,}/g) ?? [];
    return runs.some((text) => this.#needles.some((needle) => Buffer.from(text, 'base64').includes(needle)));
  }

  below(folder: string): readonly string[] {
    return filesBelow(folder).filter((path) => this.in(readFileSync(path)));
  }

  /** The command lines of all processes in which a secret stands, seen until the promise resolves. */
  async inArguments(until: Promise<unknown>): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    const over = new AbortController();
    void until.then(() => over.abort());
    while (!over.signal.aborted) {
      for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
        const line = contentOf(join('/proc', pid, 'cmdline'));
        if (this.in(line)) found.add(line.toString().replaceAll('\0', ' '));
      }
      // Often enough to see each process that lives for a moment, and seldom enough to leave the run its processor.
      await delay(40);
    }
    return found;
  }
}

function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}
