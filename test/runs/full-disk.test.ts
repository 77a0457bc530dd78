import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { complianceForm } from '../../src/report/compliance.ts';
import { canMount, startOn } from './full-disk.ts';
import { temporaryFolder } from './parkspec.ts';

jest.setTimeout(180_000);

/** Without the right to mount there is no small disk. */
const whereMountable = canMount ? describe : describe.skip;

function textIn(folder: string, file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}

whereMountable('on a small disk', () => {
  test('the reports that count are written where there is no room for Allure', async () => {
    const { ended, kept } = startOn('4m', temporaryFolder(), ['--cells', 'DR-21', '--cells', 'DR-31']);
    const { code, output } = await ended;
    // It is a part of the table.
    expect(code).toBe(2);
    expect(output).toMatch(/✓ DR-21 6\/6[\s\S]*✓ DR-31 2\/2/);
    expect(output).toMatch(/there is no Allure report: the disk has \d\.\d MB left/);
    const compliance = complianceForm.parse(JSON.parse(textIn(kept, 'compliance.json')));
    expect(compliance.cells.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['DR-21', 'pass'],
      ['DR-31', 'pass'],
    ]);
    expect(textIn(kept, 'junit.xml').trimEnd()).toMatch(/<\/testsuites>$/);
    expect(textIn(kept, 'summary.md')).toContain('DR-21');
    expect(textIn(kept, 'index.html').trimEnd()).toMatch(/<\/html>$/);
    expect(readdirSync(kept).filter((name) => name.startsWith('allure'))).toEqual([]);
    const [run = ''] = readdirSync(join(kept, 'runs'));
    expect(readdirSync(join(kept, 'runs', run)).filter((name) => name.startsWith('allure'))).toEqual([]);
  });

  test('a disk that fills up while cells record has room for the reports', async () => {
    const { ended, kept } = startOn('1m', temporaryFolder(), []);
    const { code, output } = await ended;
    expect(code).toBe(74);
    expect(output).toMatch(/! DR-\S+ ENOSPC/);
    const compliance = complianceForm.parse(JSON.parse(textIn(kept, 'compliance.json')));
    // A history that breaks off is no verdict, and no cell is green by it.
    expect(compliance.verdict).toBe('incomplete');
    expect(compliance.cells).toHaveLength(18);
    expect(textIn(kept, 'junit.xml').trimEnd()).toMatch(/<\/testsuites>$/);
    expect(textIn(kept, 'summary.md')).toContain('INCOMPLETE');
    expect(textIn(kept, 'index.html').trimEnd()).toMatch(/<\/html>$/);
    expect(readdirSync(kept, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tmp'))).toEqual(
      [],
    );
  });

  test('what an older Allure report takes is given to the reports that count', async () => {
    const fill =
      'mkdir "$disk/allure-report"; dd if=/dev/zero of="$disk/allure-report/old" bs=1k count=1980 2>/dev/null';
    const { ended, kept } = startOn('2m', temporaryFolder(), ['--cells', 'DR-31'], fill);
    const { output } = await ended;
    expect(output).toMatch(/✓ DR-31 2\/2/);
    expect(complianceForm.parse(JSON.parse(textIn(kept, 'compliance.json'))).cells).toHaveLength(1);
    expect(readdirSync(kept)).not.toContain('allure-report');
  });

  test('a disk without any room is told before anything is started', async () => {
    const { ended, kept } = startOn('100k', temporaryFolder(), ['--cells', 'DR-31']);
    const { code, output } = await ended;
    expect(code).toBe(74);
    expect(output).toMatch(/ENOSPC[\s\S]*hint: .*make room/);
    expect(output).not.toContain('DR-31 2/2');
    expect(readdirSync(kept)).not.toContain('compliance.json');
  });
});
