import { expect, test } from '@jest/globals';
import type { Engine } from '../../../src/runtime/docker/engine.ts';
import { unlimitedIn } from '../../../src/runtime/docker/unlimited.ts';

function engine(info: object): Engine & { asked: number } {
  const one = { asked: 0, docker: { info: async () => ((one.asked += 1), info) } };
  return one as unknown as Engine & { asked: number };
}

test('an engine that cannot limit something is told of, with the key that has no effect', async () => {
  expect(await unlimitedIn(engine({ MemoryLimit: false, PidsLimit: true }))).toEqual([
    expect.stringMatching(/cannot limit the memory of containers: `docker.limits.memory` has no effect/),
  ]);
  expect(await unlimitedIn(engine({ MemoryLimit: true, PidsLimit: false }))).toEqual([
    expect.stringMatching(/cannot limit the number of processes of containers: `docker.limits.processes`/),
  ]);
});

test('one that can, or does not tell, is asked once', async () => {
  const able = engine({ MemoryLimit: true });
  expect([await unlimitedIn(able), await unlimitedIn(able), able.asked]).toEqual([[], [], 1]);
});
