/** The Allure report of a run: one file that works offline, made by Allure's own command in a process of its own. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { safeText } from '../safe-text.ts';
import { writeWhole } from '../run/run-folder.ts';
import { whyNoRoom } from './allure-room.ts';

/** Folders of a run, and beside the published page. */
export const ALLURE_RESULTS = 'allure-results';
export const ALLURE_REPORT = 'allure-report';

/** Longest time that Allure may take, in ms; it needs a fraction of a second. */
const LIMIT = 60_000;

/**
 * Generates `allure-report/index.html` of the run from its `allure-results`, under the given name. Returns why it could not, or undefined. The
 * report is for reading: no verdict depends on it, so a failure here is only told.
 */
export async function generateAllure(run: string, name: string): Promise<string | undefined> {
  const short = whyNoRoom(run);
  if (short !== undefined) {
    rmSync(join(run, ALLURE_RESULTS), { recursive: true, force: true });
    return `there is no Allure report: ${short}`;
  }
  if (!existsSync(join(run, ALLURE_RESULTS)))
    return 'there is no Allure report: no test was run, or room ran out meanwhile';
  const config = join(run, 'allurerc.json');
  const options = { singleFile: true, reportLanguage: 'en', groupBy: ['epic', 'feature', 'story'] };
  const output = join(run, ALLURE_REPORT);
  try {
    writeWhole(config, JSON.stringify({ name: safeText(name), output, plugins: { awesome: { options } } }));
    const args = [allureCommand(), 'generate', join(run, ALLURE_RESULTS), '--config', config, '--cwd', run];
    await promisify(execFile)(process.execPath, args, { timeout: LIMIT, killSignal: 'SIGKILL', maxBuffer: 2 ** 26 });
    const page = join(output, 'index.html');
    writeWhole(page, withoutAnalytics(readFileSync(page, 'utf8')));
    for (const file of readdirSync(output)) if (file !== 'index.html') rmSync(join(output, file), { recursive: true });
    return undefined;
  } catch (error) {
    rmSync(output, { recursive: true, force: true });
    const why = error instanceof Error ? error.message : String(error);
    return `there is no Allure report: ${why.split('\n', 1)[0]}`;
  }
}

/**
 * The page without the tag by which Allure's own page reports its readers to an analytics service, wherever it stands.
 * Throws when anything of it is left.
 */
export function withoutAnalytics(page: string): string {
  const clean = page
    .replace(/<script\b[^>]*\bsrc="https?:[^"]*"[^>]*>\s*<\/script>\s*/g, '')
    .replace(/<script>\s*window\.dataLayer\b[\s\S]*?<\/script>\s*/g, '');
  if (clean.includes('googletagmanager') || /<script\b[^>]*\bsrc="https?:/.test(clean)) {
    throw new Error('the report would still load a script from elsewhere');
  }
  return clean;
}

function allureCommand(): string {
  return join(dirname(createRequire(import.meta.url).resolve('allure')), '..', 'cli.js');
}
