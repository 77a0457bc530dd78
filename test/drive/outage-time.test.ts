import { expect, test } from '@jest/globals';
import type { Stage } from '../../src/drive/stage.ts';
import { faultBench } from '../../src/drive/transition/reach-phase.ts';

test('the time of a call that the outage ends counts from the fault, and not from the walk to it', () => {
  const recorder = { append: () => {} };
  const stage = { recorder, candidate: { bounds: {} }, outageAt: 1 } as unknown as Stage;
  const { record } = faultBench(stage, 'outage', { within: 1 });
  record({ kind: 'fault', fault: 'start', effect: 'returns', pool: 'primary', state: 'intended' });
  expect(stage.outageAt).toBe(1);
  record({ kind: 'fault', fault: 'kill', effect: 'takes', pool: 'primary', state: 'intended' });
  expect(stage.outageAt).toBeGreaterThan(1);
});
