import { expect, test } from '@jest/globals';
import { isSpoilt } from '../../src/run/spoilt.ts';
import { sampleCheck } from './sample.ts';

const late = sampleCheck('DR-12/parkable', 'inconclusive', { code: 'harness-late' });
const follows = sampleCheck('DR-12/retrievable', 'inconclusive', {
  code: 'call-not-parked-earlier',
  fields: { call: 'A', check: 'DR-12/parkable' },
});

test('a check is spoilt by a delay of parkspec or of the pools, and by an earlier check that was', () => {
  expect(isSpoilt(late, [late, follows])).toBe(true);
  expect(isSpoilt({ ...late, code: 'pool-starved' }, [])).toBe(true);
  expect(isSpoilt({ ...late, code: 'situation-not-established', because: 'harness-late' }, [])).toBe(true);
  expect(isSpoilt(follows, [late, follows])).toBe(true);
});

test('nothing else spoils it', () => {
  const failed = { ...late, verdict: 'fail', code: 'park-failed' } as const;
  expect(isSpoilt(follows, [failed, follows])).toBe(false);
  expect(isSpoilt(follows, [follows])).toBe(false);
  expect(isSpoilt({ ...follows, fields: { check: follows.id } }, [follows])).toBe(false);
  expect(isSpoilt({ ...late, verdict: 'pass' }, [])).toBe(false);
  expect(isSpoilt({ ...late, code: 'phase-missed', because: 'call-lost' }, [])).toBe(false);
});
