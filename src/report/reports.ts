/** The reports that a run publishes beside its histories. A new report is an entry of the list. */
import { basename } from 'node:path';
import type { RunResult } from '../run/ledger.ts';
import { ALLURE_REPORT } from './allure.ts';
import { renderBadge } from './badge.ts';
import { complianceOf } from './compliance.ts';
import { renderJunit } from './junit.ts';
import { renderPage } from './page/page.ts';
import { renderSummary } from './summary.ts';

export interface Publication {
  /** The folder of the run, where the Allure report and the histories are. */
  readonly run: string;
  readonly reports: string;
  /** File names that each cell left behind, by cell id. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** Whether an Allure report was made. */
  readonly allure: boolean;
  /** `false` where there is no room for them in the page. */
  readonly ladders?: false;
}

export const PAGE = 'index.html';

interface Report {
  readonly file: string;
  /** The text of the link on the page; a report without a title is not linked there. */
  readonly title?: string;
  readonly render: (result: RunResult, publication: Publication) => string;
}

/** What programs read comes first. */
const REPORTS: readonly Report[] = [
  {
    file: 'compliance.json',
    title: 'compliance.json',
    render: (result) => `${JSON.stringify(complianceOf(result), undefined, 2)}\n`,
  },
  { file: 'junit.xml', title: 'junit.xml', render: renderJunit },
  { file: 'summary.md', title: 'summary.md', render: renderSummary },
  { file: PAGE, render: pageOf },
];

/** File name and text of each report of a run. */
export function reportsOf(
  result: RunResult,
  publication: Publication,
): ReadonlyArray<readonly [file: string, text: string]> {
  const texts = REPORTS.map(({ file, render }) => [file, render(result, publication)] as const);
  return [...texts, ...badgesOf(result)];
}

/** Whether a file name is that of a report, of this run or of another one. */
export function isReport(file: string): boolean {
  return REPORTS.some((report) => report.file === file) || /^badge(-[a-z0-9-]+)?\.svg$/.test(file);
}

/** The text of `index.html`. */
export function pageOf(result: RunResult, { run, files, allure, ladders }: Publication): string {
  const linked = REPORTS.flatMap(({ file, title }) => (title === undefined ? [] : [{ href: file, title }]));
  const beside = allure ? [...linked, { href: `${ALLURE_REPORT}/index.html`, title: 'Allure report' }] : linked;
  return renderPage(result, { run: `runs/${basename(run)}`, files, beside, ...(ladders === false && { ladders }) });
}

/** The badge of the first suite, and one of each by its id where there are several. */
function badgesOf({ suites }: RunResult): ReadonlyArray<readonly [string, string]> {
  return suites.flatMap((suite, at) => {
    const badge = renderBadge(suite);
    const named = suites.length === 1 ? [] : [[`badge-${suite.planned.suite.id}.svg`, badge] as const];
    return at === 0 ? [['badge.svg', badge] as const, ...named] : named;
  });
}
