import { expect, test } from '@jest/globals';
import { type CallState, type Cell, PHASES, type Phase } from '../../src/suite/cell.ts';
import { loadSpecFiles } from '../../src/suite/load-cell-files.ts';

const reading = loadSpecFiles(['specs']);
const cells: readonly Cell[] = 'cells' in reading ? reading.cells : [];
const cell = (id: string): Cell | undefined => cells.find((candidate) => candidate.id === id);

const outcomesIn = (of: Cell | undefined, phase: Phase): readonly string[] =>
  (of?.scenario.find((part) => part.phase === phase)?.steps ?? []).flatMap((step) =>
    step.kind === 'check' && step.expect.kind === 'is' ? [step.expect.outcome] : [],
  );
const deedsIn = (of: Cell | undefined, phase: Phase, kind: 'can' | 'cannot'): readonly string[] =>
  (of?.scenario.find((part) => part.phase === phase)?.steps ?? []).flatMap((step) =>
    step.kind === 'check' && step.expect.kind === kind ? [step.expect.deed.verb] : [],
  );

test('the folder holds the table and what is stated beside it', () => {
  expect(reading).not.toHaveProperty('diagnostics');
  expect(cells.map(({ id }) => id).toSorted()).toEqual([
    'DR-11',
    'DR-12',
    'DR-13',
    'DR-21',
    'DR-22',
    'DR-23',
    'DR-31',
    'DR-32',
    'DR-33',
    'DR-S1',
    'DR-S2',
    'DR-S3',
    'DR-S4',
    'DR-S5',
    'DR-S6',
    'DR-S7',
    'DR-S8',
    'DR-S9',
    'VIP-12',
    'VIP-13',
    'VIP-21',
    'VIP-22',
    'VIP-23',
    'VIP-32',
    'VIP-33',
    'VIP-S1',
    'VIP-S2',
  ]);
});

test('the file of a table cell is named after its row and column', () => {
  const rows: readonly CallState[] = ['not-yet-parked', 'parked', 'retrieved'];
  const columns: readonly Phase[] = ['outage', 'failover', 'failback'];
  rows.forEach((state, row) => {
    columns.forEach((phase, column) => {
      expect(cell(`DR-${row + 1}${column + 1}`)).toMatchObject({
        state,
        phase,
        at: { file: `specs/dr-table/${state}.${phase}.yaml` },
      });
    });
  });
});

test('a call that was not parked goes on, is limited in resiliency mode and free again afterwards', () => {
  expect(outcomesIn(cell('DR-11'), 'outage')).toEqual(['connected']);
  expect(deedsIn(cell('DR-11'), 'outage', 'cannot')).toEqual(['park']);
  for (const [id, limited, free] of [
    ['DR-12', 'failover', 'failed-over'],
    ['DR-13', 'failback', 'restored'],
  ] as const) {
    expect(outcomesIn(cell(id), limited)).toEqual(['connected']);
    expect(deedsIn(cell(id), limited, 'cannot')).toEqual(['park']);
    expect(deedsIn(cell(id), limited, 'can')).toEqual(['hold', 'transfer']);
    expect(deedsIn(cell(id), free, 'can')).toEqual(['park', 'retrieve']);
  }
});

test('ghosts of parked calls are looked for up to the end', () => {
  expect(outcomesIn(cell('DR-21'), 'outage')).toEqual(['disconnected']);
  for (const id of ['DR-21', 'DR-22']) {
    for (const phase of PHASES.slice(PHASES.indexOf('failover'))) {
      expect([id, phase, outcomesIn(cell(id), phase)]).toEqual([id, phase, ['nobody']]);
    }
  }
});

test('a call parked on the backup is retrieved after failback', () => {
  expect(outcomesIn(cell('DR-23'), 'failback')).toEqual(['parked']);
  expect(deedsIn(cell('DR-23'), 'restored', 'can')).toEqual(['retrieve']);
});

test('failback is survived by calls retrieved on either pool', () => {
  expect(outcomesIn(cell('DR-33'), 'failback')).toEqual(['connected', 'connected']);
});

test('a call that was retrieved and one whose parkee has left outlive the timers of their parks', () => {
  const steps = cell('DR-S9')?.scenario.find(({ phase }) => phase === 'failed-over')?.steps ?? [];
  const outlived = steps.flatMap((step) => (step.kind === 'check' ? [step.expect] : []));
  expect(outlived).toEqual([
    { kind: 'outlives', timer: 'pickup-timeout', call: 'A', of: 'backup' },
    { kind: 'outlives', timer: 'pickup-timeout', call: 'B', of: 'backup' },
  ]);
});

test('reaching full service is a matter of the table itself', () => {
  expect(cell('DR-S1')?.demands).toEqual(['failover']);
  expect(cell('DR-S3')?.demands).toEqual(['failed-over', 'failback', 'restored']);
});
