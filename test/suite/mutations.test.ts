import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type CandidateReading, loadCandidate } from '../../src/candidate/load-candidate.ts';
import { renderDiagnostics } from '../../src/suite/diagnostic.ts';
import { type CellReading, loadCell } from '../../src/suite/load-cell.ts';
import { loadSuite, type SuiteReading } from '../../src/suite/load-suite.ts';
import { DR_TABLE } from './dr-table.ts';

const FOLDER = 'specs/dr-table';
const specs = readdirSync(FOLDER)
  .filter((name) => name !== 'suite.yaml')
  .map((name) => readFileSync(`${FOLDER}/${name}`, 'utf8'));
const suites = [readFileSync(`${FOLDER}/suite.yaml`, 'utf8')];
const candidates = [readFileSync('containers/reference/candidate.yaml', 'utf8')];

const scrap = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom(
    '\t',
    '  ',
    '- ',
    ': ',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '&a ',
    '*a',
    '!!x ',
    '---\n',
    '? ',
    '|',
    '#',
    '${',
    'null',
    '1e999',
    '\u0000',
    '\uFEFF',
    '__proto__: 1\n',
  ),
);

/** Cuts a piece of the text out and puts something else there; or moves a line to another place. */
const mutation = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.nat(12),
  put: scrap,
  moves: fc.boolean(),
});
type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function mutate(text: string, { at, cut, put, moves }: Mutation): string {
  if (!moves) {
    const place = Math.floor(at * text.length);
    return text.slice(0, place) + put + text.slice(place + cut);
  }
  const lines = text.split('\n');
  const [line = ''] = lines.splice(Math.floor(at * lines.length), 1);
  lines.splice(cut % (lines.length + 1), 0, line);
  return lines.join('\n');
}

type Reading = CellReading | CandidateReading | SuiteReading;

/** Nothing when a reading is of use to the writer of the file; else what is wrong with it. */
function unusable(reading: Reading, source: string): string | undefined {
  if (!('diagnostics' in reading)) return undefined;
  const { diagnostics } = reading;
  if (diagnostics.length === 0) return 'refused without a word';
  const lines = source.split(/\r\n|\r|\n/).length;
  const lost = diagnostics.find(({ line, column }) => line < 1 || line > lines || column < 1);
  if (lost !== undefined) return `no such place: ${JSON.stringify(lost)}`;
  const raw = diagnostics.find(({ message }) => /undefined|\[object|Invalid input|ZodError/.test(message));
  if (raw !== undefined) return `no message for people: ${raw.message}`;
  return /\p{Cc}/u.test(renderDiagnostics(diagnostics).replaceAll('\n', '')) ? 'control characters' : undefined;
}

describe('whatever is done to a valid file, it is accepted or explained', () => {
  test.each([
    ['a spec', specs, (text: string, file: string) => loadCell(text, file, DR_TABLE)],
    ['a suite', suites, loadSuite],
    ['a candidate', candidates, loadCandidate],
  ] as const)('%s', (_, sources, load) => {
    fc.assert(
      fc.property(
        fc.constantFrom(...sources),
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
        (source, mutations) => {
          const text = mutations.reduce(mutate, source);
          expect(unusable(load(text, 'mutated.yaml'), text)).toBeUndefined();
        },
      ),
      { numRuns: 400 },
    );
  });
});
