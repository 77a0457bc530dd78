/** A lab for tests: a pair of the reference server that is started before parkspec, and does not know of it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removed } from '../cli/removed-folder.ts';

const FIXTURES = fileURLToPath(new URL('../../fixtures/candidates/', import.meta.url));

export interface LabOptions {
  /** A defect of both pools. */
  readonly defect?: string;
  /** Where the pools are; addresses of the loopback interface that no other lab has, unless told. */
  readonly hosts?: readonly [primary: string, backup: string];
  /** What is written before the program, such as `ip netns exec lab`. */
  readonly before?: readonly string[];
}

export interface PoolStatus {
  readonly mode: string;
  readonly registered: readonly string[];
  readonly parked: readonly string[];
}

let labs = 0;

export class Lab {
  readonly primary: string;
  readonly backup: string;
  readonly #child: ChildProcess;
  readonly #folder = mkdtempSync(join(tmpdir(), 'parkspec-lab-'));
  #files = 0;

  static async start({ defect = '', hosts, before = [] }: LabOptions = {}): Promise<Lab> {
    const net = `127.${100 + (process.pid % 100)}.${(labs += 1)}`;
    const [primary, backup] = hosts ?? [`${net}.1`, `${net}.2`];
    const [program, ...args] = [
      ...before,
      process.execPath,
      `${FIXTURES}remote-pair.mjs`,
      'serve',
      primary,
      backup,
      defect,
    ];
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const first = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
    if (!String(first[0]).startsWith('ready')) throw new Error(`the lab did not start: ${first.join(' ')}`);
    return new Lab(primary, backup, child);
  }

  private constructor(primary: string, backup: string, child: ChildProcess) {
    this.primary = primary;
    this.backup = backup;
    this.#child = child;
  }

  /** The example of the documentation for this lab, with lines exchanged by how they begin; its path. */
  candidate(lines: Readonly<Record<string, string>> = {}): string {
    const source = readFileSync(`${FIXTURES}remote-pair.yaml`, 'utf8')
      .replaceAll('127.0.20.1', this.primary)
      .replaceAll('127.0.20.2', this.backup)
      .replaceAll('./remote-pair.mjs', `${FIXTURES}remote-pair.mjs`)
      .split('\n')
      .map((line) => {
        const found = Object.entries(lines).find(([begin]) => line.trimStart().startsWith(begin));
        return found === undefined ? line : line.slice(0, line.length - line.trimStart().length) + found[1];
      })
      .join('\n');
    const path = join(this.#folder, `candidate-${(this.#files += 1)}.yaml`);
    writeFileSync(path, source);
    return path;
  }

  /** What a pool tells of itself; undefined where it does not answer. */
  async status(pool: 'primary' | 'backup'): Promise<PoolStatus | undefined> {
    try {
      const response = await fetch(`http://${this[pool]}:8080/status`, { signal: AbortSignal.timeout(5_000) });
      return (await response.json()) as PoolStatus;
    } catch {
      return undefined;
    }
  }

  async end(): Promise<void> {
    const exit = once(this.#child, 'exit');
    if (this.#child.exitCode === null && this.#child.kill('SIGTERM')) await exit;
    await removed(this.#folder);
  }
}
