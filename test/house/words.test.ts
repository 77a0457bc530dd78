/** Plain words: a party is "it" or has its name, and a docstring of the judge does not begin with a question word. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

function filesBelow(folder: string, end: RegExp): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => end.test(name) && !name.includes('node_modules') && !name.startsWith('dist'))
    .map((name) => join(folder, name));
}

function linesWith(word: RegExp, files: readonly string[]): readonly string[] {
  return files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, at) => (word.test(line) ? [`${file}:${at + 1}: ${line.trim()}`] : [])),
  );
}

const WRITTEN = [
  ...['src', 'tools', 'packages/sipp-ts-wrapper/src'].flatMap((folder) => filesBelow(folder, /\.ts$/)),
  ...['docs', 'specs', 'schema', 'containers', 'fixtures'].flatMap((folder) =>
    filesBelow(folder, /\.(md|ya?ml|json)$/),
  ),
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'packages/sipp-ts-wrapper/README.md',
];

const WHOEVER = /\b(whoever|whomever)\b/i;
const PERSON = /\b(he|him|his|she|her)\b/;
const QUESTION = /^\s*(\/\*\*|\/\/|\*) (What|Whoever|Of those) [^?]*$/;

describe('plain words', () => {
  test('are looked for in all that is written', () => {
    expect(WRITTEN.length).toBeGreaterThan(300);
  });

  test.each([
    ['whoever', WHOEVER],
    ['a person for a party', PERSON],
  ])('without %s', (_, word) => {
    expect(linesWith(word, WRITTEN)).toEqual([]);
  });

  test('without a question word at the beginning of a sentence in the judge', () => {
    expect(linesWith(QUESTION, filesBelow('src/judge', /\.ts$/))).toEqual([]);
  });

  test.each([
    ['For whoever asks.', WHOEVER],
    ['when he answers', PERSON],
    ['/** What was found. */', QUESTION],
  ])('finds: %s', (text, word) => {
    expect(text).toMatch(word);
  });
});
