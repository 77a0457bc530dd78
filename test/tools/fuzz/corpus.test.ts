/** Reads everything that a campaign has kept, and a few fresh inputs. `npm run fuzz` is the long form. */
import { randomInt } from 'node:crypto';
import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runCampaign } from '../../../tools/fuzz/campaign.ts';
import { readCorpus } from '../../../tools/fuzz/corpus.ts';
import { minimise } from '../../../tools/fuzz/minimise.ts';
import { mutate } from '../../../tools/fuzz/mutate.ts';
import { randomOf } from '../../../tools/fuzz/random.ts';
import { findingOf, type Target } from '../../../tools/fuzz/target.ts';
import { TARGETS } from '../../../tools/fuzz/targets/all.ts';

describe.each(TARGETS.map((target) => [target.name, target] as const))('the target %s', (name, target) => {
  const corpus = readCorpus(resolve('fixtures/corpus', name));

  test('reads everything that was ever kept, without a finding', () => {
    const inputs = [...corpus, ...target.seeds()];
    expect(inputs.length).toBeGreaterThan(0);
    expect(inputs.flatMap((input) => findingOf(target, input) ?? [])).toEqual([]);
  });

  test('reads a few fresh inputs, without a finding', () => {
    const seed = randomInt(2 ** 31);
    const inputs = corpus.length + target.seeds().length + Math.max(5, target.share * 15);
    const { findings } = runCampaign({ target, corpus, inputs, seed });
    const told = findings.map(({ what, input }) => ({ what, input: input.toString('latin1', 0, 2_000), seed, inputs }));
    expect(told).toEqual([]);
  });
});

describe('a campaign', () => {
  const careless: Target = {
    name: 'careless',
    words: ['boom'],
    share: 1,
    slow: 60_000,
    seeds: () => [Buffer.from('a longer text to begin with')],
    check: (input) => {
      if (input.includes('boom')) throw new TypeError(`a mistake at ${input.indexOf('boom')}`);
      return undefined;
    },
  };

  test('finds a reader that throws, once, and makes its input small', () => {
    const { findings, inputs } = runCampaign({ target: careless, corpus: [], inputs: 2_000, seed: 1 });
    expect(findings.map(({ what, input }) => [what.replace(/\d+/, 'n'), input.toString()])).toEqual([
      ['throws TypeError: a mistake at n', 'boom'],
    ]);
    expect(inputs).toBeGreaterThanOrEqual(2_000);
  });

  test('finds a reader whose time grows with the square of what it reads', () => {
    const slow: Target = {
      ...careless,
      words: ['('],
      check: (input) => {
        const opens = input.filter((octet) => octet === 0x28).length;
        let sum = 0;
        for (let n = 0; n < (opens * opens) / 100; n += 1) sum += n % 7;
        return sum < 0 ? 'never' : undefined;
      },
    };
    const { findings } = runCampaign({ target: slow, corpus: [], inputs: 4_000, seed: 1 });
    expect(findings.map(({ what }) => what)).toContainEqual(expect.stringMatching(/more and more time/));
  });

  test('does the same again with the same seed', () => {
    const words = ['x', '\r\n', '99'];
    const round = (seed: number): string[] => {
      const random = randomOf(seed);
      const from = Buffer.from('Via: SIP/2.0/UDP 127.0.0.1:5060\r\nCSeq: 1 INVITE');
      return Array.from({ length: 200 }, () => mutate(from, random, words, from).toString('hex'));
    };
    expect(round(7)).toEqual(round(7));
    expect(round(7)).not.toEqual(round(8));
    expect(new Set(round(7)).size).toBeGreaterThan(150);
  });

  test('keeps what matters when it makes an input small', () => {
    const input = Buffer.from('xxxxxAxxxxBxxxx');
    const small = minimise(input, (smaller) => /A.*B/.test(smaller.toString()));
    expect(small.toString()).toBe('AB');
  });
});
