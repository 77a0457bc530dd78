import { expect, test } from '@jest/globals';
import type { Cell, Step } from '../../src/suite/cell.ts';
import { plannedChecks } from '../../src/suite/planned-checks.ts';

const at = { file: 'a.yaml', line: 1, column: 1 };
const check = (id: string): Step => ({
  kind: 'check',
  id,
  expect: { kind: 'is', outcome: 'connected', call: 'A' },
  at,
});
const act: Step = { kind: 'act', deed: { verb: 'call', call: 'A', by: 'alice', to: 'bob' }, at };

test('the plan of a cell is every check that it has, in their order, and its aftermath', () => {
  const scenario: Cell['scenario'] = [
    { phase: 'normal', steps: [act, check('C/first')] },
    { phase: 'outage', steps: [] },
    { phase: 'failover', steps: [check('C/second'), act, check('C/third')] },
  ];
  expect(plannedChecks({ id: 'C', scenario } as unknown as Cell)).toEqual([
    'C/first',
    'C/second',
    'C/third',
    'C/aftermath',
  ]);
});
