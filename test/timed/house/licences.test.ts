import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const ZOD = 'node_modules/zod';

interface Entry {
  readonly license?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly dev?: boolean;
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parkspec-licences-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Checked {
  readonly code: number;
  readonly output: string;
}

function check(cwd: string): Promise<Checked> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(ROOT, 'tools/build/licences.mjs')], { cwd }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
    );
  });
}

/** Of a lock file with nothing but zod, which is as it is but for what is exchanged. */
function checkOne(exchanged: Entry): Promise<Checked> {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, Entry>>;
  };
  const packages = { '': {}, [ZOD]: { ...lock.packages[ZOD], ...exchanged } };
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages }));
  return check(folder);
}

describe('the check of licences and digests', () => {
  test('passes the lock file of the project, and counts its licences', async () => {
    const { code, output } = await check(ROOT);
    expect(output).toMatch(/^MIT: \d{3}$/m);
    expect(output).not.toContain('✗');
    expect(code).toBe(0);
  });

  test.each<[string, Entry]>([
    ['a licence that is known', {}],
    ['one of several that may be chosen', { license: '(GPL-3.0 OR MIT)' }],
    ['several that are all known', { license: 'MIT AND ISC' }],
    ['any licence of a tool for development', { license: 'GPL-3.0', dev: true }],
  ])('passes %s', async (name, exchanged) => {
    expect((await checkOne(exchanged)).output).not.toContain('✗');
    // A lock file without any package for users was not read.
    expect((await checkOne(exchanged)).code).toBe(name.includes('development') ? 1 : 0);
  });

  test.each<[string, Entry, RegExp]>([
    ['a licence that nobody has looked at', { license: 'GPL-3.0' }, /zod has the licence GPL-3\.0/],
    ['one of several that all hold', { license: 'MIT AND SSPL-1.0' }, /zod has the licence MIT AND SSPL-1\.0/],
    ['an entry without a digest', { integrity: '' }, /zod has no digest/],
    ['an entry with a weak digest', { integrity: 'sha1-x' }, /zod has no digest/],
    ['an entry from elsewhere', { resolved: 'https://example.org/zod.tgz' }, /zod names where/],
  ])('refuses %s', async (_, exchanged, why) => {
    const { code, output } = await checkOne(exchanged);
    expect(output).toMatch(why);
    expect(code).toBe(1);
  });
});

test('the notices of all packages in the built program lie beside it', () => {
  const notices = readFileSync(join(ROOT, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
  for (const name of ['zod', 'js-yaml', 'saxes', 'xmlchars']) {
    expect(notices).toMatch(new RegExp(`^${name} \\d\\S+ \\((MIT|ISC)\\)\\n\\n[^=]*copyright`, 'im'));
  }
});
