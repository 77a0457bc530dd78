import { describe, expect, test } from '@jest/globals';
import type { Cell } from '../../src/suite/cell.ts';
import { renderDiagnostics } from '../../src/suite/diagnostic.ts';
import { loadCell } from '../../src/suite/load-cell.ts';
import { plannedChecks } from '../../src/suite/planned-checks.ts';

function load(scenario: string, header: Readonly<Record<string, string>> = {}): Cell {
  const keys = { cell: 'X-1', title: 't', state: 'service', phase: 'normal', requirement: 'r', source: 's', ...header };
  const lines = Object.entries(keys).map(([key, value]) => `${key}: ${value}`);
  const reading = loadCell(`${lines.join('\n')}\nscenario:\n${scenario}`, 'x.yaml');
  if ('diagnostics' in reading) throw new Error(renderDiagnostics(reading.diagnostics));
  return reading.cell;
}

const CALL = '      - call: { as: A, from: alice, to: bob }';
const CHECK = '      - { check: up, call: A, is: connected }';

describe('a spec becomes a cell', () => {
  test('whose steps keep their place in the file', () => {
    const cell = load(`  - normal:\n${CALL}\n${CHECK}\n`);
    expect(cell.at).toEqual({ file: 'x.yaml', line: 1, column: 1 });
    expect(cell.scenario).toEqual([
      {
        phase: 'normal',
        steps: [
          {
            kind: 'act',
            deed: { verb: 'call', call: 'A', by: 'alice', to: 'bob' },
            at: { file: 'x.yaml', line: 9, column: 9 },
          },
          {
            kind: 'check',
            id: 'X-1/up',
            expect: { kind: 'is', outcome: 'connected', call: 'A' },
            at: { file: 'x.yaml', line: 10, column: 9 },
          },
        ],
      },
    ]);
  });

  test('with the phases in between that it does not name', () => {
    const cell = load(`  - normal:\n${CALL}\n  - failed-over:\n${CHECK}\n`, { phase: 'failed-over' });
    expect(cell.scenario.map(({ phase, steps }) => `${phase} ${steps.length}`)).toEqual([
      'normal 1',
      'outage 0',
      'failover 0',
      'failed-over 1',
    ]);
  });

  test('with the parties that it names, in the order of the vocabulary', () => {
    const steps =
      '      - transfer: { call: A, by: bob, to: erin }\n      - { check: mode, announces: full-service, by: dave }';
    expect(load(`  - normal:\n${CALL}\n${steps}\n`).parties).toEqual(['alice', 'bob', 'dave', 'erin']);
  });

  test('with every kind of expectation', () => {
    const cell = load(
      [
        '  - normal:',
        CALL,
        '      - { check: b, call: A, can: transfer, by: bob, to: dave, how: attended }',
        '      - { check: c, call: A, cannot: transfer, by: dave, to: bob }',
        '      - { check: d, can: register, by: carol }',
        '      - { check: e, cannot: call, as: B, from: alice, to: erin }',
        '      - { check: f, call: A, can: park, by: dave }',
        '      - { check: g, call: A, setting: music-on-hold, of: backup }',
        '      - { check: h, announces: resiliency, by: carol }',
        '      - retrieve: { call: A, by: erin }',
        '      - { check: i, call: A, outlives: pickup-timeout, of: primary }',
        '',
      ].join('\n'),
    );
    const steps = cell.scenario.flatMap((part) => part.steps);
    expect(steps.flatMap((step) => (step.kind === 'check' ? [step.expect] : []))).toEqual([
      { kind: 'can', deed: { verb: 'transfer', call: 'A', by: 'bob', to: 'dave', how: 'attended' } },
      { kind: 'cannot', deed: { verb: 'transfer', call: 'A', by: 'dave', to: 'bob', how: 'blind' } },
      { kind: 'can', deed: { verb: 'register', by: 'carol' } },
      { kind: 'cannot', deed: { verb: 'call', call: 'B', by: 'alice', to: 'erin' } },
      { kind: 'can', deed: { verb: 'park', call: 'A', by: 'dave' } },
      { kind: 'setting', setting: 'music-on-hold', call: 'A', of: 'backup' },
      { kind: 'announces', mode: 'resiliency', by: 'carol' },
      { kind: 'outlives', timer: 'pickup-timeout', call: 'A', of: 'primary' },
    ]);
    expect(plannedChecks(cell).at(-1)).toBe('X-1/aftermath');
  });

  test('that is plain data: it survives JSON unchanged', () => {
    const cell = load(`  - normal:\n${CALL}\n${CHECK}\n`, { demands: '[normal]' });
    expect(JSON.parse(JSON.stringify(cell))).toEqual(cell);
  });
});

describe('a scenario may say what it means', () => {
  test.each([
    [
      'a hold that was checked leaves the call as it was',
      '      - { check: h, call: A, can: hold, by: bob }\n' + CHECK,
    ],
    [
      'a resumption that was checked stays done',
      '      - hold: { call: A, by: bob }\n      - { check: r, call: A, can: resume, by: bob }\n' + CHECK,
    ],
    [
      'both parties hold a call, and it is held until the second one has resumed it',
      '      - hold: { call: A, by: bob }\n      - hold: { call: A, by: alice }\n      - resume: { call: A, by: bob }\n      - { check: h, call: A, is: held }\n      - resume: { call: A, by: alice }\n' +
        CHECK,
    ],
    [
      'the parkee of a parked call hangs up',
      '      - park: { call: A, by: bob }\n      - hangup: { call: A, by: alice }\n      - { check: gone, call: A, is: nobody }',
    ],
    [
      'a park that was refused leaves the call to its parties',
      '      - { check: no, call: A, cannot: park, by: alice }\n      - hold: { call: A, by: bob }\n      - { check: h, call: A, is: held }',
    ],
    [
      'a call that is over cannot be retrieved',
      '      - park: { call: A, by: bob }\n      - { check: gone, call: A, is: disconnected }\n      - { check: no, call: A, cannot: retrieve, by: carol }',
    ],
    [
      'a call changes hands by transfer',
      '      - transfer: { call: A, by: alice, to: dave }\n      - park: { call: A, by: dave }\n      - { check: r, call: A, can: retrieve, by: alice }',
    ],
    [
      'a call that was retrieved, or whose parkee has left, outlives its timer, and stays as it is',
      '      - call: { as: B, from: dave, to: erin }\n      - park: { call: B, by: erin }\n      - hangup: { call: B, by: dave }\n      - park: { call: A, by: bob }\n      - retrieve: { call: A, by: carol }\n      - { check: a, call: A, outlives: pickup-timeout, of: primary }\n      - { check: b, call: B, outlives: pickup-timeout, of: primary }\n' +
        CHECK,
    ],
    [
      'settings are watched until the target has the call',
      '      - park: { call: A, by: bob }\n      - { check: a, call: A, setting: pickup-timeout, of: primary }\n      - { check: b, call: A, setting: pickup-attempts, of: primary }\n      - { check: c, call: A, setting: timeout-target, of: primary }',
    ],
  ])('%s', (_, steps) => {
    expect(() => load(`  - normal:\n${CALL}\n${steps}\n`)).not.toThrow();
  });
});
