import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type Fate, fate, type Observed, play, type Script } from './lossy-network.ts';

const after = fc.constantFrom(0, 50, 199, 201, 700, 5000, 20_000, 31_000, 40_000);
const fates = fc.array(fate, { minLength: 1, maxLength: 40 });

const nonInvite: fc.Arbitrary<Script> = fc.record({
  method: fc.constant('OPTIONS' as const),
  fates,
  provisionalAfter: fc.option(after, { nil: undefined }),
  answerAfter: after,
  status: fc.constantFrom(200, 202, 404, 503),
  cancelAfter: fc.constant(undefined),
});

const invite: fc.Arbitrary<Script> = fc.record({
  method: fc.constant('INVITE' as const),
  fates,
  provisionalAfter: fc.option(after, { nil: undefined }),
  answerAfter: after,
  status: fc.constantFrom(200, 486, 603),
  cancelAfter: fc.constant(undefined),
});

const cancelled: fc.Arbitrary<Script> = fc
  .record({ script: invite, cancelAfter: after })
  .map(({ script, cancelAfter }) => ({ ...script, cancelAfter }));

/** What is wrong with a run, in words. */
function faults(script: Script, observed: Observed): string[] {
  const { outcomes, seen, answers, leftTimers, leftTransactions } = observed;
  const [outcome] = outcomes;
  const answer = outcome?.kind === 'response' ? outcome.response.status : undefined;
  const rules: ReadonlyArray<readonly [string, boolean]> = [
    ['one outcome', outcomes.length === 1],
    ['an outcome that is an answer or a timeout', outcome?.kind === 'response' || outcome?.kind === 'timeout'],
    ['no request seen twice', seen.length <= 1],
    ['an answer only to what was seen', answer === undefined || seen[0] === script.method],
    ['the answer that was given', answer === undefined || answer === answers[0]],
    ['no timer left', leftTimers === 0],
    ['no transaction left', leftTransactions === 0],
    // One that comes when the transaction has given up waiting for it (timer H) belongs to nothing any more (17.2.3).
    ['ACK to a failure stays below', (answers[0] ?? 0) < 300 || observed.timelyAcks === 0],
    ['CANCEL heard at most once', observed.cancels <= 1],
    ['CANCEL heard only before an answer', (observed.cancels === 1) === (answers[0] === 487)],
  ];
  return rules.filter(([, holds]) => !holds).map(([rule]) => rule);
}

const property = (scripts: fc.Arbitrary<Script>) =>
  fc.asyncProperty(scripts, async (script) => {
    expect(faults(script, await play(script))).toEqual([]);
  });

describe('over a network that loses, doubles and reorders', () => {
  test('a request is seen once and has one outcome, which is the answer that was given or a timeout', async () => {
    await expect(fc.assert(property(nonInvite), { numRuns: 300 })).resolves.toBeUndefined();
  });

  test('an INVITE is seen once and has one outcome; a failure that came is acknowledged without its user', async () => {
    await expect(fc.assert(property(invite), { numRuns: 300 })).resolves.toBeUndefined();
  });

  test('a CANCEL that races with the answer is heard at most once and never changes an answer that was given', async () => {
    await expect(fc.assert(property(cancelled), { numRuns: 300 })).resolves.toBeUndefined();
  });

  test('an ACK that comes after timer H belongs to no transaction', async () => {
    const lost = [[201, 0], [], [299], [], [0], [], [], [], [], [0], []];
    const script = {
      method: 'INVITE',
      fates: lost,
      provisionalAfter: undefined,
      answerAfter: 5000,
      status: 200,
    } as const;
    const observed = await play({ ...script, cancelAfter: 0 });
    expect(observed).toMatchObject({
      answers: [487],
      acks: 1,
      timelyAcks: 0,
      undelivered: ['no ACK within 64*T1 (timer H)'],
    });
    expect(faults({ ...script, cancelAfter: 0 }, observed)).toEqual([]);
  });

  test('at 30 % loss retransmission gets nearly every transaction through', async () => {
    const random = generator(20_261_123);
    const draw = (): Fate => (random() < 0.3 ? [] : [Math.floor(random() * 100)]);
    for (const method of ['OPTIONS', 'INVITE'] as const) {
      let answered = 0;
      for (let run = 0; run < 300; run += 1) {
        const lost = Array.from({ length: 200 }, draw);
        const script = {
          method,
          fates: lost,
          provisionalAfter: 10,
          answerAfter: 300,
          status: 200,
          cancelAfter: undefined,
        };
        const observed = await play(script);
        if (observed.outcomes[0]?.kind === 'response') answered += 1;
      }
      expect(answered).toBeGreaterThanOrEqual(297);
    }
  });

  test('without loss everything is answered', async () => {
    const script = { fates: [[3], [1]], provisionalAfter: 20, answerAfter: 900, status: 486, cancelAfter: undefined };
    for (const method of ['OPTIONS', 'INVITE'] as const) {
      const observed = await play({ ...script, method });
      expect(observed.outcomes[0]).toMatchObject({ kind: 'response', response: { status: 486 } });
      expect(observed.undelivered).toEqual([]);
    }
  });
});

/** Numbers from 0 to 1 that are the same in each run (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
