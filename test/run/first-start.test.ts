import { describe, expect, test } from '@jest/globals';
import { FirstStart } from '../../src/run/first-start.ts';

function begun(...cells: readonly string[]): FirstStart {
  const start = new FirstStart();
  for (const cell of cells) start.entering(cell, 'normal');
  return start;
}

describe('the first start', () => {
  test('of a cell alone decides at once', () => {
    const start = begun('A');
    start.ended('A', 'refused');
    expect(start.decision).toEqual({ kind: 'untestable', cell: 'A' });
  });

  test('waits for those that were under way, and for no later one', () => {
    const start = begun('A', 'B');
    start.ended('B', 'refused');
    start.entering('C', 'normal');
    expect(start.decision.kind).toBe('open');
    start.ended('A', 'refused');
    expect(start.decision).toEqual({ kind: 'untestable', cell: 'B' });
  });

  test('goes on where one of those that were under way comes into service', () => {
    const start = begun('A', 'B');
    start.ended('B', 'refused');
    start.entering('A', 'outage');
    start.ended('A', 'refused');
    expect(start.decision.kind).toBe('testable');
  });

  test('goes on where a cell has a verdict', () => {
    const start = begun('A', 'B');
    start.ended('A', 'came-up');
    start.ended('B', 'refused');
    expect(start.decision.kind).toBe('testable');
  });

  test('decides nothing by cells that the machine has spoilt', () => {
    const start = begun('A', 'B');
    start.ended('A', 'unknown');
    start.ended('B', 'unknown');
    expect(start.decision.kind).toBe('open');
    start.entering('A', 'normal');
    start.ended('A', 'refused');
    expect(start.decision).toEqual({ kind: 'untestable', cell: 'A' });
  });

  test('tells at the end that none came up, however late the machine was', () => {
    const start = begun('A', 'B');
    start.ended('A', 'late');
    start.ended('B', 'late');
    expect(start.decision.kind).toBe('open');
    expect(start.over()).toEqual({ kind: 'untestable', cell: 'A' });
  });

  test('tells nothing at the end where a cell came up, or none was begun', () => {
    const start = begun('A', 'B');
    start.ended('A', 'late');
    start.entering('B', 'outage');
    expect(start.over().kind).toBe('testable');
    expect(new FirstStart().over().kind).toBe('open');
  });

  test('does not change what it has decided', () => {
    const start = begun('A');
    start.ended('A', 'refused');
    start.entering('B', 'outage');
    expect(start.decision.kind).toBe('untestable');
  });
});
