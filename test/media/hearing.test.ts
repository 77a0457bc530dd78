/** A small part of `npm run bench:hearing`. */
import { describe, expect, test } from '@jest/globals';
import { OTHER } from '../../src/media/voices.ts';
import { signatureSamples, SLOPES } from '../../src/media/signature/alphabet.ts';
import { changesIn, PARTIES, partiesIn } from '../../tools/hearing/listen.ts';
import { PATHS } from '../../tools/hearing/paths.ts';
import { SOUNDS } from '../../tools/hearing/sounds.ts';

const paths = Object.keys(PATHS);

function through(path: string, samples: Float64Array): Float64Array {
  return PATHS[path]?.(samples) ?? samples;
}

describe.each(paths)('through the path %s', (path) => {
  test.each(SLOPES)('the party of slope %i is known by itself, and by nobody else', (slope) => {
    const period = signatureSamples(slope, 8_000);
    const samples = Float64Array.from({ length: 8_000 }, (_, n) => period[(n + 777) % period.length] ?? 0);
    const found = changesIn(through(path, samples)).filter(({ event, voice }) => event === 'starts' && voice !== OTHER);
    expect(found.map(({ voice }) => voice)).toEqual([PARTIES[SLOPES.indexOf(slope)]?.name]);
    expect(found[0]?.known).toBeLessThanOrEqual(200);
  });
});

describe.each(Object.entries(SOUNDS))('%s', (name, sound) => {
  const samples = sound(2, 11);

  test.each(['PCMU', 'clipped'])('is no party through the path %s', (path) => {
    expect(partiesIn(through(path, samples))).toEqual([]);
  });

  test('is a sound of nobody where it goes on, and none where it is silence', () => {
    const heard = new Set(changesIn(samples).map(({ voice }) => voice));
    const steady = /tone 4|tone 3|noise|melody|band|siren|^400|2100/.test(name);
    expect([...heard].filter((voice) => voice !== OTHER)).toEqual([]);
    expect(heard.size).toBeGreaterThanOrEqual(steady ? 1 : 0);
    expect(heard.size).toBeLessThanOrEqual(name === 'silence' ? 0 : 1);
  });
});
