/** Several cells that walk through one outage. */
import { expect, test } from '@jest/globals';
import { SharedOutage, type SharedParts } from '../../src/drive/together/shared-outage.ts';
import { Scripts } from '../../src/runtime/process/scripts.ts';

const CLOCK = { pause: () => undefined, run: () => undefined };

function parts(close: () => Promise<void> = async () => undefined): SharedParts {
  return { scripts: new Scripts('.'), wayBack: undefined, close };
}

test('what is done for all is done once, when all are there, and all are told what came of it', async () => {
  const outage = new SharedOutage(2);
  const done: string[] = [];
  const first = outage.join(CLOCK).meet(async () => {
    done.push('first');
    return { why: 'the fault was not applied' };
  });
  await Promise.resolve();
  expect(done).toEqual([]);
  const second = outage.join(CLOCK).meet(async () => {
    done.push('second');
    return undefined;
  });
  expect(await Promise.all([first, second])).toEqual([
    { why: 'the fault was not applied' },
    { why: 'the fault was not applied' },
  ]);
  expect(done).toEqual(['first']);
});

test('a cell that has ended holds nobody up, and is released when the last one has brought the pair back', async () => {
  const outage = new SharedOutage(2);
  const steps: string[] = [];
  outage.parts(() =>
    parts(async () => {
      steps.push('brought back');
    }),
  );
  const [one, other] = [outage.join(CLOCK), outage.join(CLOCK)];
  const waits = other.meet();
  const left = one.leave().then(() => steps.push('released'));
  await waits;
  expect(steps).toEqual([]);
  expect(outage.bench().signal.aborted).toBe(false);
  await other.leave();
  await left;
  expect(steps).toEqual(['brought back', 'released']);
  expect(outage.bench().signal.aborted).toBe(true);
});

test('a fault goes into the history of each cell that has not ended', async () => {
  const outage = new SharedOutage(2);
  const [one, other] = [outage.join(CLOCK), outage.join(CLOCK)];
  const heard: string[] = [];
  one.hears(() => heard.push('one'));
  other.hears(() => heard.push('other'));
  outage.bench().record({ kind: 'note', level: 'info', text: 'x' });
  void one.leave();
  outage.bench().record({ kind: 'note', level: 'info', text: 'y' });
  expect(heard).toEqual(['one', 'other', 'other']);
});

test('the clock of a cell stands still while it waits for another', async () => {
  const outage = new SharedOutage(2);
  const clock: string[] = [];
  const one = outage.join({ pause: () => clock.push('pause'), run: () => clock.push('run') });
  const waits = one.meet();
  expect(clock).toEqual(['pause']);
  await outage.join(CLOCK).meet();
  await waits;
  expect(clock).toEqual(['pause', 'run']);
});
