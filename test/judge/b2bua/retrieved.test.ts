import { describe, expect, test } from '@jest/globals';
import { cellOf, check, type HistoryBuilder } from '../history-builder.ts';
import { cited, type InShort, inShort, verdictOf } from '../verdict-of.ts';
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

function said(story: Story): InShort {
  return inShort(verdictOf(retrieving(story), 'retrieved'));
}

describe('a call that is retrieved from a B2BUA', () => {
  test('is heard by its retriever, on the leg that the parkee had all the time', () => {
    const told = retrieving();
    const verdict = verdictOf(told, 'retrieved');
    expect(verdict).toMatchObject({ verdict: 'pass', code: 'retrieved', because: 'audio-in-time' });
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
    [
      { deaf: 'carol' },
      { code: 'not-heard', fields: { listener: 'carol', speaker: 'alice', call: 'A', heard: 'nothing' } },
    ],
    [
      { deaf: 'alice' },
      { code: 'not-heard', fields: { listener: 'alice', speaker: 'carol', call: 'A', heard: 'nothing' } },
    ],
    [{ stillPlayed: true }, { code: 'music-after-retrieval', fields: { party: 'alice', voice: 'music:primary' } }],
    [
      { status: 404 },
      {
        code: 'retrieval-failed',
        fields: {
          deed: "carol's retrieval of call A from orbit 101 of primary",
          reply: 'the answer was 404 Not Found',
        },
      },
    ],
    [
      { status: 'none' },
      {
        code: 'retrieval-failed',
        fields: { deed: "carol's retrieval of call A from orbit 101 of primary", reply: 'there was no answer' },
      },
    ],
  ] as const)('fails for %j', (options, finding) => {
    expect(said({ options, second: 'none' })).toEqual(['fail', finding]);
  });

  test('fails when the retriever is parked beside the parkee', () => {
    expect(said({ options: { joined: false, hears: 'music:primary' } })).toMatchObject([
      'fail',
      { code: 'retriever-parked', fields: { party: 'carol', call: 'A', heard: 'music:primary' } },
    ]);
  });

  test('fails when a stranger is there in place of the parkee', () => {
    expect(said({ options: { hears: 'dave' } })).toMatchObject([
      'fail',
      {
        code: 'stranger-heard-too',
        because: 'not-heard',
        fields: { listener: 'carol', speaker: 'dave', heard: 'dave' },
      },
    ]);
  });

  test('fails when the orbit leads a second retriever to the call', () => {
    expect(said({ second: { status: 200, hears: 'alice' } })[1]).toMatchObject({
      code: 'retrieved-twice',
      because: 'dial-heard-voice',
      fields: { party: 'bob', place: 'orbit 101 of primary', voice: 'alice', call: 'A' },
    });
    const next = (told: HistoryBuilder, of: string): void => {
      const { callId } = told.side('A', 'alice');
      told.dial('A', 'dave', 'primary', '101', { of, status: 200, heardBy: { party: 'alice', leg: callId } });
    };
    expect(said({ next })[1]).toMatchObject({
      code: 'retrieved-twice',
      because: 'dial-was-heard',
      fields: { party: 'dave', listener: 'alice' },
    });
  });

  test('fails when its parker is heard in it again', () => {
    const back = (told: HistoryBuilder): void => {
      const { callId } = told.side('A', 'alice');
      told.wait(300).hear('alice', callId, 'carol').hear('alice', callId, 'bob');
    };
    expect(said({ next: back })).toMatchObject([
      'fail',
      { code: 'third-party-heard', fields: { listener: 'alice', speaker: 'bob', call: 'A' } },
    ]);
  });

  test('fails when the pool ends the leg of the parkee instead', () => {
    const next = (told: HistoryBuilder): void => {
      const side = told.side('A', 'alice');
      told.fromPeer(side, 'BYE');
      told.unhear('alice', side.callId).unhear('carol', told.side('A', 'carol').callId);
    };
    expect(said({ next })).toMatchObject([
      'fail',
      {
        code: 'retrieved-without-parkee',
        fields: { deed: "carol's retrieval of call A from orbit 101 of primary", status: '200 OK', parkee: 'alice' },
      },
    ]);
  });

  test('brings no ringback any more: the pool calls its parker without a reason', () => {
    const rung = retrieving({ next: (told) => void told.ring('primary', 'bob', told.strangeCallId()) });
    expect(verdictOf(rung, 'aftermath')).toMatchObject({
      verdict: 'fail',
      code: 'unsolicited-call',
      fields: { party: 'bob' },
    });
    const waiting = parked(cellOf('T', { normal: [callA, parkA] }));
    waiting.ring('primary', 'bob', waiting.strangeCallId());
    expect(verdictOf(waiting.aftermath(), 'aftermath').verdict).toBe('pass');
  });
});
