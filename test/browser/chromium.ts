/** A browser without a window, with a profile of its own that is gone with it. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { removed } from '../cli/removed-folder.ts';

const BROWSER = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

/** What it prints with these options. */
export async function chromium(...options: readonly string[]): Promise<string> {
  if (BROWSER === undefined) throw new Error('no Chromium is installed: `apt-get install chromium`');
  const profile = mkdtempSync(join(tmpdir(), 'parkspec-browser-'));
  const always = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    `--user-data-dir=${profile}`,
  ];
  try {
    const { stdout } = await promisify(execFile)(BROWSER, [...always, ...options], { maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  } finally {
    // Its last process may still write there for a moment.
    await removed(profile);
  }
}
