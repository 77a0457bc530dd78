/**
 * Fuzzes everything that reads what strangers write: `npm run fuzz -- --inputs 1000000 --seed 7 --target uri`. Prints a
 * line for each target and keeps what went a new way in `fixtures/corpus`. Exits 1 when something was found; its input is
 * kept there too, made small, and `npm test` reads it from then on.
 */
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type CampaignResult, runCampaign } from './campaign.ts';
import { keep, readCorpus } from './corpus.ts';
import { LONGEST } from './target.ts';
import { TARGETS } from './targets/all.ts';

interface Task {
  readonly name: string;
  readonly inputs: number;
  readonly seed: number;
  /** Number of the input that is being read, its length, and then itself. */
  readonly shared: SharedArrayBuffer;
}

type Report = Omit<CampaignResult, 'fresh' | 'findings'> & { added: number; findings: readonly string[] };

const CORPUS = join(process.cwd(), 'fixtures/corpus');
/** An input that is read longer than this is read for ever, ms. */
const FOREVER = 300_000;
/** Of the thread that reads, in MB. */
const MEMORY = 1_024;
const HEAD = 8;

if (isMainThread) process.exitCode = await main();
else work(workerData as Task);

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { inputs: { type: 'string' }, seed: { type: 'string' }, target: { type: 'string', multiple: true } },
  });
  const targets = TARGETS.filter(({ name }) => values.target?.includes(name) ?? true);
  const inputs = Number(values.inputs ?? 1_000_000);
  const seed = Number(values.seed ?? randomInt(2 ** 31));
  if (targets.length === 0 || !(inputs > 0) || !Number.isInteger(seed)) {
    console.error(
      `usage: npm run fuzz -- [--inputs N] [--seed S] [--target ${TARGETS.map(({ name }) => name).join('|')}]`,
    );
    return 64;
  }
  const shares = targets.reduce((sum, { share }) => sum + share, 0);
  console.log(`seed ${seed}`);
  let total = 0;
  let found = 0;
  for (const { name, share } of targets) {
    const report = await watch({ name, seed, inputs: Math.ceil((inputs * share) / shares) });
    total += report.inputs;
    found += report.findings.length;
    const rate = Math.round(report.inputs / Math.max(report.seconds, 0.001));
    console.log(
      `${name.padEnd(12)} ${String(report.inputs).padStart(9)} inputs ${String(rate).padStart(7)}/s  ${report.added} new in the corpus, ${report.findings.length} findings`,
    );
    for (const finding of report.findings) console.log(`  ${finding}`);
  }
  console.log(`${total} inputs, ${found} findings`);
  return found === 0 ? 0 : 1;
}

/** Runs a campaign in a thread of its own, so that one that never ends, or takes all memory, can be told of. */
async function watch(task: Omit<Task, 'shared'>): Promise<Report> {
  const shared = new SharedArrayBuffer(HEAD + LONGEST);
  const beat = new Int32Array(shared, 0, 2);
  const started = performance.now();
  const worker = new Worker(fileURLToPath(import.meta.url), {
    workerData: { ...task, shared } satisfies Task,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY },
  });
  return new Promise((resolve) => {
    let last = { count: -1, since: performance.now() };
    const failed = (what: string): void => {
      clearInterval(timer);
      const input = Buffer.from(new Uint8Array(shared, HEAD, Atomics.load(beat, 1)));
      const file = keep(join(CORPUS, task.name), 'found', input);
      const seconds = (performance.now() - started) / 1000;
      resolve({ inputs: Atomics.load(beat, 0), seconds, added: 0, findings: [`${what}: ${file}`] });
      void worker.terminate();
    };
    const timer = setInterval(() => {
      const count = Atomics.load(beat, 0);
      const now = performance.now();
      if (count !== last.count) last = { count, since: now };
      else if (now - last.since > FOREVER) failed('is read for ever');
    }, 1_000);
    worker.once('error', (error) => failed(`ends the thread: ${error.message}`));
    worker.once('message', (report: Report) => {
      clearInterval(timer);
      resolve(report);
    });
  });
}

function work({ name, inputs, seed, shared }: Task): void {
  const target = TARGETS.find((each) => each.name === name);
  if (target === undefined) throw new Error(`no target ${name}`);
  const beat = new Int32Array(shared, 0, 2);
  const place = new Uint8Array(shared, HEAD);
  const folder = join(CORPUS, name);
  const { fresh, findings, ...figures } = runCampaign({
    target,
    corpus: readCorpus(folder),
    inputs,
    seed,
    guide: /tools.fuzz/,
    before: (input) => {
      place.set(input);
      Atomics.store(beat, 1, input.length);
      Atomics.add(beat, 0, 1);
    },
  });
  for (const input of fresh) keep(folder, 'new', input);
  const found = findings.map(({ what, input }) => `${what}: ${keep(folder, 'found', input)}`);
  // oxlint-disable-next-line require-post-message-target-origin -- a port of a thread has no origin
  parentPort?.postMessage({ ...figures, added: fresh.length, findings: found } satisfies Report);
}
