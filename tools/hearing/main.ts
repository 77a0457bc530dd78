/**
 * How well parties are told from everything else: `npm run bench:hearing`. Puts sounds that are no party, and parties,
 * through each path, and counts. Exits 1 when a sound is heard as a party, when fewer than 99.9 % of the parties are known
 * within 200 ms, or when a party is heard as another. `-- --seconds 20` is how much of each made sound is heard.
 */
import { exit, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { signatureSamples, SLOPES, type Slope } from '../../src/media/signature/alphabet.ts';
import { changesIn, partiesIn, PARTIES } from './listen.ts';
import { gain, PATHS, pcmu } from './paths.ts';
import { seeded } from './seeded.ts';
import { recordings } from './recordings.ts';
import { HOSTILE, SOUNDS } from './sounds.ts';

const WITHIN = 200;
const LEAST = 0.999;
const TALKS = 60;
const LOUD = 8_000;
/** Above the comfort noise, below a party at -30 dB. */
const HEARD = 200;
const RATE = 8;

const { values } = parseArgs({ options: { seconds: { type: 'string' } } });
const seconds = Number(values.seconds ?? 20);
const problems: string[] = [];

/** A party that begins at a moment of its own, for 1.5 s. */
function talk(slope: Slope, seed: number): { samples: Float64Array; begin: number } {
  const random = seeded(seed);
  const period = signatureSamples(slope, LOUD);
  const [begin, from] = [Math.floor(random() * 4_000) + 800, Math.floor(random() * period.length)];
  const samples = new Float64Array(begin + 12_000);
  for (let n = begin; n < samples.length; n += 1) samples[n] = period[(from + n - begin) % period.length] ?? 0;
  return { samples, begin };
}

function hearParties(): void {
  stdout.write('parties                known within 200 ms   median     p99    longest   as another\n');
  for (const [name, path] of Object.entries(PATHS)) {
    const times: number[] = [];
    let others = 0;
    for (const slope of SLOPES) {
      for (let n = 0; n < TALKS; n += 1) {
        const { samples, begin } = talk(slope, slope * 1_000 + n);
        // Its beginning is found in what arrives, since a path may be late or stretch time.
        const arrived = path(samples);
        const first = arrived.findIndex((sample, at) => at >= begin / 1.02 - 400 && Math.abs(sample) > HEARD);
        const party = PARTIES[SLOPES.indexOf(slope)]?.name;
        const starts = changesIn(arrived).filter(({ event, voice }) => event === 'starts' && voice !== 'other');
        others += starts.filter(({ voice }) => voice !== party).length;
        const known = starts.find(({ voice }) => voice === party)?.known ?? Number.POSITIVE_INFINITY;
        times.push(known - first / RATE);
      }
    }
    report(name, times, others);
  }
}

function report(name: string, times: number[], others: number): void {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0).toFixed(0);
  const share = sorted.filter((time) => time <= WITHIN).length / sorted.length;
  const percent = `${(100 * share).toFixed(2)} %`;
  stdout.write(
    `${name.padEnd(22)} ${percent.padStart(19)} ${at(0.5).padStart(8)} ${at(0.99).padStart(7)} ${at(1).padStart(10)} ${String(others).padStart(12)}\n`,
  );
  if (share < LEAST) problems.push(`${name}: ${percent} of the parties were known within ${WITHIN} ms`);
  if (others > 0) problems.push(`${name}: ${others} times a party was heard as another`);
}

function hearMixes(): void {
  for (const level of [0, -3, -6]) {
    const times: number[] = [];
    let others = 0;
    for (const one of SLOPES) {
      for (const two of SLOPES.filter((slope) => slope !== one)) {
        for (let n = 0; n < TALKS / 10; n += 1) {
          const [a, b] = [talk(one, one * 77 + n), talk(two, two * 991 + n)];
          const second = gain(level)(b.samples.subarray(b.begin));
          const mixed = pcmu(a.samples.subarray(a.begin).map((sample, at) => sample + (second[at] ?? 0)));
          const names = [one, two].map((slope) => PARTIES[SLOPES.indexOf(slope)]?.name);
          const starts = changesIn(mixed).filter(({ event, voice }) => event === 'starts' && voice !== 'other');
          others += starts.filter(({ voice }) => !names.includes(voice)).length;
          const known = names.map(
            (name) => starts.find(({ voice }) => voice === name)?.known ?? Number.POSITIVE_INFINITY,
          );
          times.push(Math.max(...known));
        }
      }
    }
    report(`two at once, ${level} dB`, times, others);
  }
}

function hearOthers(): void {
  let [heard, wrong] = [0, 0];
  const made = Object.entries(SOUNDS).map(([name, sound]) => [name, sound(seconds, 4_711)] as const);
  const carried = Object.entries(recordings());
  for (const [name, samples] of [...made, ...carried]) {
    for (const [path, through] of Object.entries(PATHS)) {
      const found = partiesIn(through(samples));
      heard += samples.length / RATE / 1_000;
      wrong += found.length;
      if (found.length > 0)
        problems.push(`${name} (${path}) was heard as ${[...new Set(found)].join(' and ')}, ${found.length} times`);
    }
  }
  const source = [...made, ...carried].reduce((sum, [, samples]) => sum + samples.length / RATE / 1_000, 0);
  stdout.write(
    `\nother sound            ${(source / 60).toFixed(1)} min of ${made.length} kinds and ${carried.length} recordings, ${(heard / 60).toFixed(0)} min through ${Object.keys(PATHS).length} paths: heard as a party ${wrong} times\n`,
  );
  if (carried.length === 0)
    stdout.write('                       for speech and music: apt-get install espeak-ng asterisk-moh-opsound-wav\n');
}

function hearHostile(): void {
  for (const [name, sound] of Object.entries(HOSTILE)) {
    const found = partiesIn(pcmu(sound(600, 1)));
    stdout.write(`${name.padEnd(22)} 10 min: heard as a party ${found.length} times (counted, not judged)\n`);
  }
}

hearParties();
hearMixes();
hearOthers();
hearHostile();
for (const problem of problems) stdout.write(`✗ ${problem}\n`);
exit(problems.length === 0 ? 0 : 1);
