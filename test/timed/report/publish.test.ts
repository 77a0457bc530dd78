import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createRun, readPlan } from '../../../src/run/run-folder.ts';
import { settle } from '../../../src/run/ledger.ts';
import { concludeRun } from '../../../src/report/conclude.ts';
import { prepareReports, publish, publishAllure, publishAllureResults } from '../../../src/report/publish.ts';
import { ownerText, thisProcess } from '../../../src/process-owner.ts';
import { SAMPLE } from '../../candidate/sample.ts';
import { cells, plannedSuite, planOf, SUITE } from '../../run/sample.ts';

let reports: string;
beforeEach(() => {
  reports = mkdtempSync(join(tmpdir(), 'parkspec-publish-'));
});
afterEach(() => {
  rmSync(reports, { recursive: true, force: true });
});

/** Publishes a run of a candidate of this version, whose Allure results consist of one file of that name. */
async function publishRun(version: string, allure: boolean): Promise<string> {
  const { page, addResults, addAllure } = await publishAllBut(version, allure);
  await addResults();
  const lacking = allure ? await addAllure() : undefined;
  if (lacking !== undefined) throw new Error(lacking);
  return page;
}

/** The same without the Allure report, and what adds that. */
async function publishAllBut(
  version: string,
  allure: boolean,
): Promise<{
  readonly page: string;
  readonly addResults: () => Promise<string | undefined>;
  readonly addAllure: () => Promise<string | undefined>;
}> {
  const run = createRun(reports, { ...planOf(cells), candidate: { ...SAMPLE, version } });
  for (const folder of allure ? ['allure-results', 'allure-report'] : []) {
    mkdirSync(join(run, folder));
    writeFileSync(join(run, folder, version), version);
  }
  const result = settle(readPlan(run), new Map(), { durationMs: 1, troubles: [] });
  const publication = { run, reports, files: new Map(), allure: false };
  const page = await publish(result, publication);
  return {
    page,
    addResults: () => publishAllureResults(publication),
    addAllure: () => publishAllure(result, publication),
  };
}

function isAllureLinked(): boolean {
  return readFileSync(join(reports, 'index.html'), 'utf8').includes('href="allure-report/index.html"');
}

/** The versions that the published reports speak of. */
function versions(): readonly string[] {
  const compliance = JSON.parse(readFileSync(join(reports, 'compliance.json'), 'utf8')) as {
    candidate: { version: string };
  };
  const junit = /name="parkspec Sample park server (\S+)"/.exec(readFileSync(join(reports, 'junit.xml'), 'utf8'));
  const page = /<dd>Sample park server (\S+)<\/dd>/.exec(readFileSync(join(reports, 'index.html'), 'utf8'));
  const allure = readdirSync(join(reports, 'allure-report'));
  return [compliance.candidate.version, junit?.[1] ?? '', page?.[1] ?? '', ...allure];
}

describe('publishing', () => {
  test('puts the reports of the last run in the place of all older ones', async () => {
    await publishRun('1.0', true);
    const page = await publishRun('2.0', true);
    expect(page).toBe(join(reports, 'index.html'));
    expect(versions()).toEqual(['2.0', '2.0', '2.0', '2.0']);
  });

  test('leaves no Allure report of an older run beside a run that has none', async () => {
    await publishRun('1.0', true);
    await publishRun('2.0', false);
    expect(existsSync(join(reports, 'allure-report'))).toBe(false);
    expect(existsSync(join(reports, 'allure-results'))).toBe(false);
  });

  test('adds the Allure report and its link when that is made, and neither before', async () => {
    await publishRun('1.0', true);
    const { addResults, addAllure } = await publishAllBut('2.0', true);
    expect([existsSync(join(reports, 'allure-report')), isAllureLinked()]).toEqual([false, false]);
    await addResults();
    expect(readdirSync(join(reports, 'allure-results'))).toEqual(['2.0']);
    await addAllure();
    expect([versions(), isAllureLinked()]).toEqual([['2.0', '2.0', '2.0', '2.0'], true]);
  });

  test('adds no Allure report to the reports of a run that was published meanwhile', async () => {
    const { addAllure } = await publishAllBut('1.0', true);
    await publishRun('2.0', true);
    expect(await addAllure()).toBeUndefined();
    expect([versions(), isAllureLinked()]).toEqual([['2.0', '2.0', '2.0', '2.0'], true]);
  });

  test('tells why the Allure report could not be added, and leaves the page without it', async () => {
    const { addAllure } = await publishAllBut('1.0', true);
    writeFileSync(join(reports, '.publishing.lock'), 'a file in the way');
    expect(await addAllure()).toMatch(/^there is no Allure report: the reports could not be published in .*ENOTDIR/);
    expect([existsSync(join(reports, 'allure-report')), isAllureLinked()]).toEqual([false, false]);
  });

  test('of a concluded run does not wait for its Allure report', async () => {
    const run = createRun(reports, planOf(cells));
    mkdirSync(join(run, 'allure-results'));
    const { page, allurePage, end } = await concludeRun(run, { troubles: [], allure: true });
    expect([existsSync(page), existsSync(join(run, 'allurerc.json')), isAllureLinked()]).toEqual([true, false, false]);
    expect(await end()).toEqual([]);
    expect([existsSync(allurePage ?? ''), isAllureLinked()]).toEqual([true, true]);
    // Allure itself is run, which takes long on a busy machine.
  }, 60_000);

  test('leaves no badge of a suite that only an older run had', async () => {
    const badges = (): readonly string[] => readdirSync(reports).filter((name) => name.endsWith('.svg'));
    const plan = planOf(cells);
    const other = { ...plannedSuite([]), suite: { ...SUITE, id: 'other' } };
    const run = createRun(reports, { ...plan, suites: [...plan.suites, other] });
    const result = settle(readPlan(run), new Map(), { durationMs: 1, troubles: [] });
    await publish(result, { run, reports, files: new Map(), allure: false });
    expect(badges()).toEqual(['badge-other.svg', 'badge-sample-table.svg', 'badge.svg']);
    await publishRun('1.0', false);
    expect(badges()).toEqual(['badge.svg']);
  });

  test('runs that end at the same time do not mix', async () => {
    await Promise.all(Array.from({ length: 12 }, (_, at) => publishRun(`${at}.0`, true)));
    expect(new Set(versions()).size).toBe(1);
    const left = readdirSync(reports).filter((name) => name.startsWith('.') || name.endsWith('.tmp'));
    expect(left).toEqual([]);
  });

  test('takes over from a run that died while it published', async () => {
    mkdirSync(join(reports, '.publishing.lock'));
    writeFileSync(join(reports, '.publishing.lock/dead'), ownerText({ ...thisProcess(), started: '1' }));
    await publishRun('1.0', true);
    expect(versions()).toEqual(['1.0', '1.0', '1.0', '1.0']);
  });

  test('ends with an error where the lock cannot be made, and leaves the reports that are there', async () => {
    await publishRun('1.0', true);
    writeFileSync(join(reports, '.publishing.lock'), 'a file in the way');
    await expect(publishRun('2.0', true)).rejects.toThrow(
      expect.objectContaining({
        name: 'HarnessError',
        message: expect.stringMatching(/could not be published in .*ENOTDIR/),
        hint: expect.stringMatching(/a file is in the way.*what the run recorded is in .*runs/),
      }),
    );
    expect(versions()).toEqual(['1.0', '1.0', '1.0', '1.0']);
  });

  test.each(['badge.svg', 'compliance.json'])('publishes nothing where %s cannot be written', async (name) => {
    await publishRun('1.0', true);
    rmSync(join(reports, name));
    mkdirSync(join(reports, name));
    const before = readdirSync(reports).toSorted();
    await expect(publishRun('2.0', false)).rejects.toThrow(/could not be published/);
    expect(readdirSync(reports).toSorted()).toEqual(before);
    expect(readFileSync(join(reports, 'index.html'), 'utf8')).toContain('Sample park server 1.0');
    expect(readdirSync(join(reports, 'allure-report'))).toEqual(['1.0']);
    const last = readdirSync(join(reports, 'runs')).toSorted().at(-1) ?? '';
    expect(readdirSync(join(reports, 'runs', last))).not.toContain('reports');
  });
});

describe('the folder for the reports', () => {
  test('is made, with all above it, and nothing else is left in it', async () => {
    const folder = join(reports, 'a/b');
    await prepareReports(folder);
    expect([readdirSync(folder), readdirSync(join(folder, 'runs'))]).toEqual([['runs'], []]);
  });

  test.each([
    ['where a file is in the way', 'file/reports', /ENOTDIR/],
    ['that is a file', 'file', /ENOTDIR|EEXIST/],
    ['whose name is too long', `made/${'x'.repeat(300)}`, /ENAMETOOLONG/],
    ['that no file system makes', '/proc/parkspec/reports', /ENOENT/],
    ['in which nothing can be written', '/proc/self/task', /ENOENT|EACCES|EPERM/],
  ])('%s is refused at once, and nothing is made', async (_, folder, message) => {
    writeFileSync(join(reports, 'file'), '');
    await expect(prepareReports(resolve(reports, folder))).rejects.toThrow(
      expect.objectContaining({ name: 'HarnessError', message: expect.stringMatching(message) }),
    );
    expect(readdirSync(reports)).toEqual(['file']);
  });
});
