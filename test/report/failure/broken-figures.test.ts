import { expect, test } from '@jest/globals';
import { say, type Sentence } from '../../../src/judge/sentences/sentences.ts';
import { brokenFigures } from '../../../src/report/failure/broken-figures.ts';

function told(sentence: Sentence): string {
  return brokenFigures(sentence)
    .map(({ label, seen, allowed }) => `${label} ${seen}, ${allowed}`)
    .join('; ');
}

test.each<readonly [Sentence, string]>([
  [
    say('gap-too-long', { listener: 'alice', speaker: 'bob', call: 'A', gap: 1340.4, since: 'x', bound: 1000 }),
    'gap in the audio 1.34 s, at most 1 s',
  ],
  [say('refused-late', { deed: 'x', took: 4200, answer: '503', bound: 4000 }), 'time 4.2 s, at most 4 s'],
  [
    say('orbit-outside-range', { call: 'A', orbit: '105', pool: 'backup', first: 200, last: 299 }),
    'orbit 105, 200 to 299',
  ],
  [
    say('rung-back-too-often', { parker: 'bob', call: 'A', count: 3, pool: 'backup', declared: 2 }),
    'times rung back 3, 2',
  ],
  [
    say('pickup-timeout-differs', {
      parker: 'bob',
      call: 'A',
      took: 900,
      pool: 'backup',
      declared: 600,
      tolerance: 100,
    }),
    'time to the ring back 900 ms, 600 ms, 100 ms more or less',
  ],
  [
    say('registered-elsewhere', { party: 'bob', address: 'udp:a:1', pool: 'backup', expected: 'udp:b:1' }),
    'address udp:a:1, udp:b:1',
  ],
])('%j shows what was exceeded and by what it is bound', (sentence, figures) => {
  expect(told(sentence)).toBe(figures);
});

test('a time within its bound was not broken, and a failure without figures has none', () => {
  expect(brokenFigures({ fields: { took: 40, bound: 100 } })).toEqual([]);
  expect(brokenFigures({ fields: { took: 40 } })).toEqual([]);
  expect(brokenFigures({})).toEqual([]);
});
