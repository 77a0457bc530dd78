/** Reads many inputs with one target: first guided by coverage, to find new ways through it, then as many as possible. */
import { Coverage } from './coverage.ts';
import { growsTooFast, best } from './growth.ts';
import { minimise } from './minimise.ts';
import { mutate } from './mutate.ts';
import { type Random, randomOf } from './random.ts';
import { findingOf, type Target } from './target.ts';

export interface CampaignOptions {
  readonly target: Target;
  /** Inputs that are kept from before. */
  readonly corpus: readonly Buffer[];
  readonly inputs: number;
  readonly seed: number;
  /** The scripts whose blocks guide it; without it nothing does. */
  readonly guide?: RegExp;
  /** Called before an input is read, so that a watcher can tell which input never ends. */
  readonly before?: (input: Buffer) => void;
}

export interface BadInput {
  readonly what: string;
  /** Made small. */
  readonly input: Buffer;
}

export interface CampaignResult {
  readonly inputs: number;
  readonly seconds: number;
  /** Inputs that went where none had gone before, made small. */
  readonly fresh: readonly Buffer[];
  readonly findings: readonly BadInput[];
}

/** Looked at together, since a look at the coverage costs as much as hundreds of inputs. */
const BATCH = 1_024;
/** Batches in a row without a new block after which guidance ends. */
const PATIENCE = 12;
/** An input that is larger than this when it is made small is no example to keep. */
const WORTH_KEEPING = 4_096;

export function runCampaign(options: CampaignOptions): CampaignResult {
  const { target, corpus, inputs, seed, guide } = options;
  const random = randomOf(seed);
  const pool: Buffer[] = [...corpus, ...target.seeds()];
  const reader = new Reader(target, options.before);
  const started = performance.now();
  for (const input of pool) reader.read(input);
  const fresh = guide === undefined ? [] : explore(reader, pool, random, inputs / 4, new Coverage(guide));
  for (let tries = Math.floor(Math.min(300, inputs / 500)); tries > 0; tries -= 1)
    reader.stretch(random.pick(pool, NOTHING), random);
  while (reader.count < inputs) reader.read(next(pool, target, random));
  return { inputs: reader.count, seconds: (performance.now() - started) / 1000, fresh, findings: reader.findings };
}

const NOTHING = Buffer.alloc(0);

function next(pool: readonly Buffer[], target: Target, random: Random): Buffer {
  return mutate(random.pick(pool, NOTHING), random, target.words, random.pick(pool, NOTHING));
}

/** Puts every input that runs a block for the first time into the pool, until no more of them come. */
function explore(reader: Reader, pool: Buffer[], random: Random, most: number, coverage: Coverage): readonly Buffer[] {
  const fresh: Buffer[] = [];
  for (const input of pool) reader.read(input);
  coverage.know(coverage.look());
  for (let idle = 0; idle < PATIENCE && reader.count < most; idle += 1) {
    const batch = Array.from({ length: BATCH }, () => next(pool, reader.target, random));
    for (const input of batch) reader.read(input);
    if (coverage.look().length === 0) continue;
    for (const input of batch) {
      reader.read(input);
      const blocks = coverage.look();
      if (blocks.length === 0) continue;
      const small = minimise(input, (smaller) => reaches(reader, coverage, smaller, blocks), 40);
      reaches(reader, coverage, small, blocks);
      coverage.know(blocks);
      pool.push(small);
      if (small.length <= WORTH_KEEPING) fresh.push(small);
      idle = 0;
    }
  }
  coverage.stop();
  return fresh;
}

function reaches(reader: Reader, coverage: Coverage, input: Buffer, blocks: readonly string[]): boolean {
  reader.read(input);
  const reached = new Set(coverage.look());
  return blocks.every((block) => reached.has(block));
}

class Reader {
  readonly target: Target;
  readonly findings: BadInput[] = [];
  count = 0;
  readonly #before: (input: Buffer) => void;
  readonly #known = new Set<string>();

  constructor(target: Target, before: (input: Buffer) => void = () => {}) {
    this.target = target;
    this.#before = before;
  }

  read(input: Buffer): void {
    this.count += 1;
    this.#before(input);
    const started = performance.now();
    const what = findingOf(this.target, input);
    const took = performance.now() - started;
    if (what !== undefined)
      this.#found(what, input, (smaller) => alike(findingOf(this.target, smaller)) === alike(what));
    // A busy machine is slow as well: only an input that is slow every time is to blame.
    else if (took > this.target.slow && best(this.target, input) > this.target.slow) {
      this.#found('is read too slowly', input, (smaller) => best(this.target, smaller) > this.target.slow, 40);
    }
  }

  stretch(input: Buffer, random: Random): void {
    const { words } = this.target;
    const at = random.int(input.length);
    const unit =
      random.int(2) === 0 ? Buffer.from(random.pick(words, ' '), 'latin1') : input.subarray(at, at + 1 + random.int(8));
    this.count += 1;
    const slow = growsTooFast(this.target, input, unit, random);
    if (slow !== undefined)
      this.#found(
        `takes more and more time for repeated ${JSON.stringify(unit.toString('latin1'))}`,
        slow,
        () => false,
      );
  }

  #found(what: string, input: Buffer, still: (smaller: Buffer) => boolean, tries = 2_000): void {
    const kind = alike(what);
    if (kind === undefined || this.#known.has(kind)) return;
    this.#known.add(kind);
    const watched = (smaller: Buffer): boolean => {
      this.#before(smaller);
      return still(smaller);
    };
    this.findings.push({ what, input: minimise(input, watched, tries) });
  }
}

/** The same mistake in other words: numbers and quoted text differ from input to input. */
function alike(what: string | undefined): string | undefined {
  return what?.replace(/\d+|"[^]*"|'[^]*'|`[^]*`/g, '#');
}
