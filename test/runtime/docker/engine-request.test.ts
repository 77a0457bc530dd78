import { expect, jest, test } from '@jest/globals';
import { asked, MISSING } from '../../../src/runtime/docker/engine-request.ts';

function refusal(statusCode: number): Error {
  return Object.assign(new Error('no such container'), { statusCode });
}

test('what the engine answers is passed on', async () => {
  expect(await asked('count', async () => 3)).toBe(3);
});

test('what the engine refuses is told with what was asked of it', async () => {
  await expect(asked('kill primary', () => Promise.reject(refusal(500)))).rejects.toMatchObject({
    stage: 'engine',
    message: 'the engine did not kill primary: no such container',
  });
});

test('a refusal that is as good as done is none', async () => {
  await asked('remove primary', () => Promise.reject(refusal(404)), [MISSING]);
  await expect(asked('remove primary', () => Promise.reject(refusal(409)), [MISSING])).rejects.toThrow(
    'remove primary',
  );
});

test('an engine that does not answer is not waited for without end', async () => {
  jest.useFakeTimers();
  const asking = asked('start primary', () => new Promise(() => undefined));
  jest.advanceTimersByTime(60_000);
  await expect(asking).rejects.toThrow(/did not start primary: it has not answered within 60 s/);
  jest.useRealTimers();
});
