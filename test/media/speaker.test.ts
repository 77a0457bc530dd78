import { describe, expect, test } from '@jest/globals';
import { parseRtp, type RtpPacket } from '../../src/media/rtp.ts';
import { Speaker } from '../../src/media/speaker.ts';

function packets(speaker: Speaker, now: number): RtpPacket[] {
  return speaker.due(now).flatMap((bytes) => parseRtp(bytes) ?? []);
}

describe('a speaker', () => {
  test('sends one frame for every 20 ms, however unevenly it is asked', () => {
    const speaker = new Speaker({ kind: 'tone', hz: 400 });
    const asked = [0, 21, 39, 60, 83, 99, 120, 140];
    expect(asked.map((now) => packets(speaker, now).length)).toEqual([1, 1, 0, 2, 1, 0, 2, 1]);
  });

  test('counts sequence and timestamp on without a break', () => {
    const speaker = new Speaker({ kind: 'tone', hz: 400 });
    const sent = [0, 20, 40].flatMap((now) => packets(speaker, now));
    const [first] = sent;
    expect(sent.map((packet) => (packet.sequence - (first?.sequence ?? 0) + 65536) % 65536)).toEqual([0, 1, 2]);
    expect(sent.map((packet) => (packet.timestamp - (first?.timestamp ?? 0) + 2 ** 32) % 2 ** 32)).toEqual([
      0, 160, 320,
    ]);
    expect(sent.map((packet) => packet.marker)).toEqual([true, false, false]);
  });

  test('catches up at most four frames after a stall and lets the timestamp tell what is missing', () => {
    const speaker = new Speaker({ kind: 'tone', hz: 400 });
    const [before] = packets(speaker, 0);
    const after = packets(speaker, 1000);
    expect(after).toHaveLength(4);
    const last = after.at(-1);
    expect(((last?.timestamp ?? 0) - (before?.timestamp ?? 0) + 2 ** 32) % 2 ** 32).toBe(50 * 160);
    expect(packets(speaker, 1019)).toHaveLength(0);
    expect(packets(speaker, 1020)).toHaveLength(1);
  });

  test('begins a new talkspurt at once after a pause', () => {
    const speaker = new Speaker({ kind: 'tone', hz: 400 });
    packets(speaker, 0);
    speaker.pause();
    expect(packets(speaker, 5).map((packet) => packet.marker)).toEqual([true]);
  });
});
