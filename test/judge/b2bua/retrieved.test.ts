import { describe, expect, test } from '@jest/globals';
import { cellOf, check, type HistoryBuilder } from '../history-builder.ts';
import { cited, verdictOf } from '../verdict-of.ts';
import { callA, parkA, parked } from './calls.ts';

const cell = cellOf('T', {
  normal: [callA, parkA, check('retrieved', { kind: 'can', deed: { verb: 'retrieve', call: 'A', by: 'carol' } })],
});

interface Story {
  readonly options?: Parameters<HistoryBuilder['retrieve']>[2];
  readonly second?: Parameters<HistoryBuilder['dial']>[4] | 'none';
  readonly next?: (told: HistoryBuilder, of: string) => void;
}

function retrieving({ options = {}, second = {}, next }: Story = {}): HistoryBuilder {
  const told = parked(cell);
  told.check('retrieved', (of) => {
    told.retrieve('A', 'carol', { ...options, of });
    next?.(told, of);
    if (second !== 'none') told.dial('A', 'bob', 'primary', '101', { ...second, of });
  });
  return told.aftermath();
}

function said(story: Story): readonly [string, string] {
  const { verdict, reason } = verdictOf(retrieving(story), 'retrieved');
  return [verdict, reason];
}

describe('a call that is retrieved from a B2BUA', () => {
  test('is heard by its retriever, on the leg that the parkee had all the time', () => {
    const told = retrieving();
    const verdict = verdictOf(told, 'retrieved');
    expect(verdict.verdict).toBe('pass');
    expect(verdict.reason).toMatch(
      /^carol retrieved call A from orbit 101 of primary: the parties heard each other after \d+ ms; a second retrieval reached nobody$/,
    );
    expect(cited(told, verdict)).toEqual([
      'alice in SIP/2.0 200 OK',
      'carol in SIP/2.0 200 OK',
      'bob in SIP/2.0 404 Not Found',
      'alice sample carol',
      'carol sample alice',
    ]);
    expect(verdictOf(told, 'aftermath').verdict).toBe('pass');
  });

  test('may lead the second to an announcement', () => {
    expect(said({ second: { status: 200, hears: 'other' } })[0]).not.toBe('fail');
  });

  test.each([
    [{ deaf: 'carol' }, 'carol heard nothing instead of alice in call A'],
    [{ deaf: 'alice' }, 'alice heard nothing instead of carol in call A'],
    [{ stillPlayed: true }, 'alice still hears music:primary after being retrieved'],
    [{ status: 404 }, 'carol could not retrieve call A from orbit 101 of primary: the answer was 404 Not Found'],
    [{ status: 'none' }, 'carol could not retrieve call A from orbit 101 of primary: there was no answer'],
  ] as const)('fails for %j', (options, reason) => {
    const [verdict, words] = said({ options, second: 'none' });
    expect([verdict, words]).toEqual(['fail', reason]);
  });

  test('fails when the retriever is parked beside the parkee', () => {
    expect(said({ options: { joined: false, hears: 'music:primary' } })).toEqual([
      'fail',
      'carol was parked instead of retrieving call A: hears only music:primary',
    ]);
  });

  test('fails when a stranger is there in place of the parkee', () => {
    const [verdict, reason] = said({ options: { hears: 'dave' } });
    expect(verdict).toBe('fail');
    expect(reason).toContain('carol heard dave instead of alice in call A');
    expect(reason).toContain('carol heard dave, which is in no call with carol');
  });

  test('fails when the orbit leads a second retriever to the call', () => {
    expect(said({ second: { status: 200, hears: 'alice' } })[1]).toBe(
      'call A could be retrieved twice: bob dialled orbit 101 of primary and heard alice',
    );
    const next = (told: HistoryBuilder, of: string): void => {
      const { callId } = told.side('A', 'alice');
      told.dial('A', 'dave', 'primary', '101', { of, status: 200, heardBy: { party: 'alice', leg: callId } });
    };
    expect(said({ next })[1]).toContain(
      'could be retrieved twice: dave dialled orbit 101 of primary and was heard by alice',
    );
  });

  test('fails when the pool ends the leg of the parkee instead', () => {
    const next = (told: HistoryBuilder): void => {
      const side = told.side('A', 'alice');
      told.fromPeer(side, 'BYE');
      told.unhear('alice', side.callId).unhear('carol', told.side('A', 'carol').callId);
    };
    expect(said({ next })).toEqual([
      'fail',
      'carol retrieved call A from orbit 101 of primary, was answered 200, but alice is not in the call',
    ]);
  });

  test('brings no ringback any more: the pool calls its parker without a reason', () => {
    const rung = retrieving({ next: (told) => void told.ring('primary', 'bob', told.strangeCallId()) });
    expect(verdictOf(rung, 'aftermath')).toMatchObject({
      verdict: 'fail',
      reason: 'the candidate called bob although no request explains the call',
    });
    const waiting = parked(cellOf('T', { normal: [callA, parkA] }));
    waiting.ring('primary', 'bob', waiting.strangeCallId());
    expect(verdictOf(waiting.aftermath(), 'aftermath').verdict).toBe('pass');
  });
});
