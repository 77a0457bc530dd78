/** Each example of docs/testing-your-server.md is a part of a candidate file that is tested. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { SENTENCES } from '../../src/judge/sentences/sentences.ts';

const PAGE = readFileSync('docs/testing-your-server.md', 'utf8');
const EXAMPLES = [...PAGE.matchAll(/^```yaml (\S+)\n([\s\S]*?)^```$/gm)].map(([, file = '', text = '']) => ({
  file,
  text,
}));

test('there are examples, and each fence names its file', () => {
  expect(EXAMPLES.length).toBeGreaterThan(8);
  expect(PAGE.match(/^```yaml\n/gm)).toBeNull();
});

describe.each(EXAMPLES)('the example of $file', ({ file, text }) => {
  test('stands in that file, line for line', () => {
    const lines = readFileSync(file, 'utf8').split('\n');
    expect(
      text
        .trimEnd()
        .split('\n')
        .filter((line) => !lines.includes(line)),
    ).toEqual([]);
  });
});

test('each server of the fixtures is on the page, or is asked like one that is', () => {
  const files = readdirSync('fixtures/dialects').filter((file) => file.endsWith('.yaml'));
  const shown = EXAMPLES.map(({ file }) => file.replace('fixtures/dialects/', ''));
  expect(files.filter((file) => !shown.includes(file))).toEqual(['rfc5359.yaml', 'ringcentral.yaml']);
});

test('the codes and the pages that it names are there', () => {
  const named = [...PAGE.matchAll(/^\| `([a-z-]+)`.* \|$/gm)]
    .map(([, code = '']) => code)
    .filter((code) => code.includes('-'));
  expect(named.filter((code) => !Object.hasOwn(SENTENCES, code))).toEqual([]);
  const links = [...PAGE.matchAll(/\]\(([^)#]+)/g)].map(([, link = '']) => link);
  expect(links.filter((link) => !existsSync(`docs/${link}`))).toEqual([]);
});
