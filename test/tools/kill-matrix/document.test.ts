import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { allCells } from '../../../src/cli/chosen-cells.ts';
import { DEFECTS } from '../../../src/reference/defects/catalogue.ts';
import { plannedChecks } from '../../../src/suite/planned-checks.ts';
import { renderPage, renderSummary } from '../../../tools/kill-matrix/document.ts';

const cells = [{ id: 'X-1', title: 'A cell', checks: ['X-1/one', 'X-1/two'] }];
const defects = [
  { id: 'first', title: 'It does this.', turnsRed: ['X-1/one'] },
  { id: 'second', title: 'It does that.', turnsRed: ['X-1/one', 'X-1/two'] },
];

describe('the kill matrix', () => {
  test('in short counts what turns each cell red, and each of its checks at least', () => {
    expect(renderSummary(cells, defects)).toContain('| X-1 | A cell | 2 | 2 | 1 |');
    expect(renderSummary(cells, defects)).toContain('misbehave in 2 ways');
  });

  test('whole has a row for each defect, and what it does', () => {
    const whole = renderPage(cells, defects);
    expect(whole).toContain('| second | ✗ | ✗ |');
    expect(whole).toContain('| **killed by** | 2 | 1 |');
    expect(whole).toContain('| `first` | It does this. | X-1/one |');
  });

  test('in the documents is that of the defects there are', () => {
    const rows = allCells().map((cell) => ({ id: cell.id, title: cell.title, checks: plannedChecks(cell) }));
    const page = readFileSync(new URL('../../../docs/kill-matrix.md', import.meta.url), 'utf8');
    // A long difference helps nobody: `npm run schemas` writes the page again.
    expect(page === renderSummary(rows, DEFECTS)).toBe(true);
  });
});
