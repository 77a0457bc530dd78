/** Prints the compliance report of the last run as an auditor would, on A4. `npm start` comes first. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { chromium } from './chromium.ts';

jest.setTimeout(120_000);

const REPORTS = fileURLToPath(new URL('../../reports/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'parkspec-paper-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The text of each sheet. @param margin  which a reader chooses in the dialog of the printer; that of the page where it is left out */
async function printed(margin?: string): Promise<readonly string[]> {
  const page = readFileSync(join(REPORTS, 'index.html'), 'utf8');
  const style = margin === undefined ? '' : `<style>@page { margin: ${margin} !important }</style>`;
  const [html, pdf] = [join(folder, 'page.html'), join(folder, 'page.pdf')];
  writeFileSync(html, page.replace('</head>', `${style}</head>`));
  await chromium('--no-pdf-header-footer', `--print-to-pdf=${pdf}`, pathToFileURL(html).href);
  return execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' }).split('\f').slice(0, -1);
}

function compliance(): {
  readonly cells: ReadonlyArray<{ readonly id: string; readonly checks: ReadonlyArray<{ readonly id: string }> }>;
} {
  return JSON.parse(readFileSync(join(REPORTS, 'compliance.json'), 'utf8')) as ReturnType<typeof compliance>;
}

describe.each([undefined, '10mm', '25mm'])('on paper with a margin of %s', (margin) => {
  test('the first sheet has the verdict, the whole table, what was not tested, what deviates and room to sign', async () => {
    const sheets = await printed(margin);
    const [first = ''] = sheets;
    expect(first).toContain('CONFORMANT');
    for (const { id } of compliance().cells) expect(first).toContain(id);
    for (const words of ['Not tested', 'Deviations', 'Tested by', 'Accepted by', 'Signature']) {
      expect(first).toContain(words);
    }
    expect(sheets.length).toBeLessThanOrEqual(12);
    expect(first).toMatch(new RegExp(`parkspec run \\S+ +page 1 of ${sheets.length}`));
    expect(sheets.at(-1)).toContain(`page ${sheets.length} of ${sheets.length}`);
  });
});

test('the sheets after it have every check with its evidence', async () => {
  const annex = (await printed()).slice(1).join('\n');
  for (const { id } of compliance().cells.flatMap(({ checks }) => checks)) expect(annex).toContain(id.split('/')[1]);
  expect(annex).toMatch(/Evidence: #\d+/);
});
