import { expect, test } from '@jest/globals';
import { keywordsOf } from '../../src/scenario/keywords.ts';

const named = (text: string) => keywordsOf(text).map((found) => (found.kind === 'keyword' ? found.name : found.kind));

test.each([
  ['a [call_id] b [cseq+1] [branch-3]', ['call_id', 'cseq', 'branch']],
  ['[$from] [$x-y]', ['$from', '$x-y']],
  // SIPp garbles what is in two brackets.
  ['[[call_id]]', ['broken']],
  // Quotes within a keyword hide brackets.
  ['[field0 file="a]b.csv"] [pid]', ['field0 file="a]b.csv"', 'pid']],
  ['"[call_id]"', ['call_id']],
  [String.raw`\x5Bcall_id]`, []],
  ['[authentication username=joe password="a-1"]', ['authentication']],
  ['[fill text="A" variable="n"]', ['fill']],
  ['[]', ['broken']],
  ['[call_id', ['broken']],
])('%s', (text, names) => {
  expect(named(text)).toEqual(names);
});

test('variables are found in keywords and in what keywords take', () => {
  const text = '[$a] [$b+1] [fill variable="c"]';
  const variables = keywordsOf(text).flatMap((found) => (found.kind === 'keyword' ? (found.variable ?? []) : []));
  expect(variables).toEqual(['a', 'b', 'c']);
});
