import { describe, expect, test } from '@jest/globals';
import { formatImpairment, parseImpairment } from '../../src/network/impairment.ts';

function value(text: string): unknown {
  const reading = parseImpairment(text);
  return reading.ok ? reading.value : reading;
}

describe('an impairment', () => {
  test('is read from its parts, in any order', () => {
    const all = { loss: 0.05, delay: 10, jitter: 30, duplicate: 0.01, reorder: 0.005 };
    expect(value('loss=5%,jitter=30ms,duplicate=1%,reorder=0.5%,delay=10ms')).toEqual(all);
    expect(value('delay=10ms, reorder=0.5%, jitter=30ms, loss=5%, duplicate=1%')).toEqual(all);
    expect(value('delay=1.5s')).toEqual({ loss: 0, delay: 1500, jitter: 0, duplicate: 0, reorder: 0 });
  });

  test('is written as it is read', () => {
    for (const text of ['loss=5%', 'loss=0.25%,delay=10ms,jitter=30ms,duplicate=1%,reorder=100%']) {
      const reading = parseImpairment(text);
      expect(reading.ok && formatImpairment(reading.value)).toBe(text);
    }
  });

  test.each<[string, string, RegExp]>([
    ['los=5%', 'los=5%', /there are loss, delay, jitter, duplicate, reorder/],
    ['', '', /there are loss/],
    ['loss', 'loss', /from 0% to 50%/],
    ['loss=5', 'loss=5', /with its sign/],
    ['loss=51%', 'loss=51%', /from 0% to 50%/],
    ['loss=-1%', 'loss=-1%', /from 0% to 50%/],
    ['duplicate=101%', 'duplicate=101%', /from 0% to 100%/],
    ['jitter=30ms,delay=10', 'delay=10', /with its unit/],
    ['delay=3s', 'delay=3s', /from 0ms to 2000ms/],
    ['loss=1%,loss=2%', 'loss=2%', /each once/],
    ['loss=1%=2%', 'loss=1%=2%', /there are loss/],
    ['loss=1%,', '', /there are loss/],
    ['loss=0%,delay=0ms', 'loss=0%,delay=0ms', /leave it out/],
  ])('%j is refused with the offending part and a hint', (text, part, hint) => {
    expect(value(text)).toMatchObject({ ok: false, part, hint: expect.stringMatching(hint) });
  });
});
