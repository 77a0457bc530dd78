/** Session descriptions that miss, double or bend what nothing here depends on, as real servers and phones send them. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { agreedAudio, answerSdp, audioOf, formatSdp, parseSdp, type Sdp } from '../../src/sip/sdp.ts';

const folder = new URL('../../fixtures/sdp/', import.meta.url);
const ours = { address: '127.0.0.1', port: 50_000, sessionId: 7, version: 2 };

/** How a description is answered, and where the sound goes then. */
interface Row {
  readonly file: string;
  /** `media port formats` of each stream of the answer. */
  readonly answer: readonly string[];
  /** Port, direction and payload type; undefined when no sound is to go anywhere. */
  readonly audio: readonly [port: number, direction: string, pcmu: number] | undefined;
}

const ONE = { answer: ['audio 50000 0'], audio: [5000, 'sendrecv', 0] } as const;
const HOLD = { answer: ['audio 50000 0'], audio: [5000, 'sendonly', 0] } as const;
const SECOND = { answer: ['audio 0 0', 'audio 50000 0'], audio: [5000, 'sendrecv', 0] } as const;

const ROWS: readonly Row[] = [
  { file: 'no-session-name', ...ONE },
  { file: 'no-time', ...ONE },
  { file: 'no-origin', ...ONE },
  { file: 'no-version', ...ONE },
  { file: 'stream-and-address-only', ...ONE },
  { file: 'session-name-empty', ...ONE },
  { file: 'origin-strange', ...ONE },
  { file: 'blank-line-inside', ...HOLD },
  { file: 'blank-lines-around', ...ONE },
  { file: 'lines-of-blanks', ...ONE },
  { file: 'lines-twice', ...HOLD },
  { file: 'spaces-inside', ...HOLD },
  { file: 'spaces-around', ...HOLD },
  { file: 'line-without-type', ...ONE },
  { file: 'words-in-other-case', ...HOLD },
  { file: 'other-media-without-formats', answer: ['application 0', 'audio 50000 0'], audio: [5000, 'sendrecv', 0] },
  { file: 'dynamic-pcmu', answer: ['audio 50000 100'], audio: [5000, 'sendrecv', 100] },
  { file: 'dynamic-pcmu-among-others', answer: ['audio 50000 97'], audio: [5000, 'sendrecv', 97] },
  { file: 'two-audio-second-ours', answer: ['audio 0 8', 'audio 50000 0'], audio: [5000, 'sendrecv', 0] },
  { file: 'two-audio-first-refused', ...SECOND },
  { file: 'two-audio-first-encrypted', ...SECOND },
  { file: 'two-audio-both-ours', answer: ['audio 50000 0', 'audio 0 0'], audio: [5000, 'sendrecv', 0] },
  { file: 'all-ports-zero', answer: ['audio 0 0', 'video 0 31'], audio: undefined },
  { file: 'no-streams', answer: [], audio: undefined },
];

describe('an odd session description', () => {
  test.each(ROWS)('$file is read, answered and sent to', ({ file, answer, audio }) => {
    const offer = sdpOf(file);
    const given = answerSdp(offer, ours);
    if (given === undefined) throw new Error('no answer');
    expect(given.media.map(({ media, port, formats }) => [media, port, ...formats].join(' '))).toEqual(answer);
    expect(parseSdp(formatSdp(given))).toEqual(given);
    const there = agreedAudio(given, offer);
    expect(there && [there.port, there.direction, there.format?.payloadType]).toEqual(audio);
    expect(there?.address).toBe(audio && '127.0.0.1');
  });

  test('has a row for each file', () => {
    expect(ROWS.map(({ file }) => file).toSorted()).toEqual(
      readdirSync(folder)
        .map((name) => parse(name).name)
        .toSorted(),
    );
  });

  test('the answer maps the payload type that it took', () => {
    const answer = answerSdp(sdpOf('dynamic-pcmu'), ours);
    expect(answer?.media[0]?.lines.map(({ value }) => value)).toContain('rtpmap:100 PCMU/8000');
  });
});

describe('the peer of an agreement', () => {
  const local = sdpOf('two-audio-first-refused');

  test('is none when it refuses what we take', () => {
    expect(agreedAudio(local, sdpOf('all-ports-zero'))).toBeUndefined();
  });

  test('is the first stream when the numbers of streams differ', () => {
    expect(agreedAudio(local, sdpOf('no-time'))?.port).toBe(5000);
  });

  test('is asked for PCMU by the name that it has there', () => {
    const pcmu = (...attributes: readonly string[]) => {
      const read = parseSdp(['c=IN IP4 127.0.0.1', 'm=audio 1 RTP/AVP 8 96 128', ...attributes].join('\n'));
      const format = read && audioOf(read)?.format;
      return format?.codec === 'PCMU' ? format.payloadType : undefined;
    };
    expect(pcmu('a=rtpmap:96 PCMU')).toBe(96);
    expect(pcmu('a=rtpmap:96 PCMU/16000')).toBeUndefined();
    expect(pcmu('a=rtpmap:128 PCMU/8000')).toBeUndefined();
    expect(pcmu('a=rtpmap:97 PCMU/8000')).toBeUndefined();
  });
});

function sdpOf(file: string): Sdp {
  const read = parseSdp(readFileSync(new URL(`${file}.sdp`, folder)));
  if (read === undefined) throw new Error('cannot be read');
  return read;
}
