/** Opens the reports of the last run as a reader would, in a browser without a network. `npm start` comes first. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { chromium } from './chromium.ts';

jest.setTimeout(120_000);

const REPORTS = fileURLToPath(new URL('../../reports/', import.meta.url));
/** The document as it stands after its scripts have run. */
function render(file: string): Promise<string> {
  return chromium('--virtual-time-budget=10000', '--dump-dom', pathToFileURL(join(REPORTS, file)).href);
}

function cells(): ReadonlyArray<{ id: string; checks: ReadonlyArray<{ id: string; verdict: string }> }> {
  const compliance = JSON.parse(readFileSync(join(REPORTS, 'compliance.json'), 'utf8')) as { cells: never };
  return compliance.cells;
}

describe('the compliance report', () => {
  let page = '';
  beforeAll(async () => {
    page = await render('index.html');
  });

  test('shows every cell and every check without running a script', () => {
    expect(cells().length).toBe(18);
    for (const { id } of cells()) expect(page).toContain(id);
    for (const { id } of cells().flatMap(({ checks }) => checks)) expect(page).toContain(id.split('/')[1]);
    expect(page).not.toMatch(/<script/i);
  });

  test('refers to nothing outside its own folder', () => {
    expect([...page.matchAll(/(?:src|href)="(https?:[^"]*)"/g)].map((match) => match[1])).toEqual([]);
  });

  test('links only to files that are there, and to places that they have', () => {
    const links = [...page.matchAll(/href="([^"]+)"/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(10);
    expect([...new Set(links)].filter((link) => !link.startsWith('data:') && !leadsSomewhere(link, page))).toEqual([]);
  });
});

/** Text of each file that is linked with a place in it. */
const texts = new Map<string, string>();

function leadsSomewhere(link: string, page: string): boolean {
  const [file = '', place] = link.split('#').map(decodeURIComponent);
  const path = join(REPORTS, file);
  if (file !== '' && !existsSync(path)) return false;
  if (place === undefined) return true;
  const text = file === '' ? page : (texts.get(path) ?? readFileSync(path, 'utf8'));
  if (file !== '') texts.set(path, text);
  return text.includes(`id="${place}"`);
}

describe('the Allure report', () => {
  test('opens from the disk and shows the candidate and how many checks passed', async () => {
    // What the page shows, without the scripts that it is made by.
    const page = (await render('allure-report/index.html')).replaceAll(/<script[\s\S]*?<\/script>/g, '');
    const checks = cells().flatMap((cell) => cell.checks);
    expect(page).toContain(`${checks.filter(({ verdict }) => verdict === 'pass').length} passed`);
    expect(page).toContain('Reference park server');
    expect(page).toContain('Call Park disaster recovery');
  });

  test('asks nobody on the network for anything', () => {
    const source = readFileSync(join(REPORTS, 'allure-report', 'index.html'), 'utf8');
    expect(source).not.toMatch(/googletagmanager|google-analytics|gtag\(/);
    expect(source).not.toMatch(/<(?:script|link|img)[^>]+(?:src|href)="https?:/);
  });
});
