/** Suites on the wire: one of somebody's own from outside of the package, and what is made of a set that was thinned. */
import { spawn } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, jest, test } from '@jest/globals';
import { complianceForm, type Compliance } from '../../src/report/compliance.ts';
import { eventually } from '../cli/parkspec.ts';
import { type Run, startIn, temporaryFolder } from './parkspec.ts';

jest.setTimeout(120_000);

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

function complianceIn(reports: string): Compliance {
  return complianceForm.parse(JSON.parse(readFileSync(join(reports, 'compliance.json'), 'utf8')));
}

/** A suite of one cell that needs no outage, in a folder whose name would mean something in a glob. */
function ownSuite(check = 'can: register'): string {
  const folder = join(temporaryFolder(), 'our {own} suites (1)');
  mkdirSync(folder);
  const suite =
    'suite: shop\ntitle: Our shop\nversion: "3"\nsource: { title: ours }\nbelow: { state: open, title: Open }\n';
  writeFileSync(join(folder, 'suite.yaml'), suite);
  writeFileSync(
    join(folder, 'registers.yaml'),
    `cell: SHOP-1\ntitle: A phone registers\nstate: open\nphase: normal\nrequirement: It can.\nsource: page 1\nscenario:\n  - normal:\n      - { check: registers, ${check}, by: alice }\n`,
  );
  return folder;
}

describe('a suite of somebody’s own', () => {
  test('is run from anywhere, from the folder that the user is in, and passes without anything being conformant', async () => {
    const folder = ownSuite();
    const reports = temporaryFolder();
    const run = startIn(reports, ['--specs', '.', '--suite', 'shop'], { cwd: folder });
    const { code, stdout } = await run.ended;
    expect(stdout).toMatch(/^OWN REQUIREMENTS: PASSED {2}1 of 1 cell, 2 of 2 checks/m);
    expect(stdout).not.toMatch(/conformant/i);
    expect(stdout).toMatch(/shop 3, own: 1 cell, 2 checks, sha256 [0-9a-f]{12}\n {2}Allure makes its report: \S+\n$/);
    expect(code).toBe(0);
    expect(complianceIn(reports)).toMatchObject({
      verdict: 'passed',
      suites: [{ id: 'shop', requirements: 'own', verdict: 'passed' }],
      cells: [{ id: 'SHOP-1', suite: 'shop', verdict: 'pass' }],
    });
  });

  test('that fails leaves the verdict on the sealed one as it is', async () => {
    const reports = temporaryFolder();
    const args = ['--specs', ownSuite('cannot: register'), '--cells', 'SHOP-1', '--cells', 'DR-31'];
    const { code, stdout } = await startIn(reports, args).ended;
    expect(code).toBe(1);
    expect(stdout).toMatch(/^INCOMPLETE {2}\d of 18 cells/m);
    expect(stdout).toMatch(/^OWN REQUIREMENTS: FAILED {2}0 of 1 cell/m);
    expect(complianceIn(reports).suites.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['dr-table', 'incomplete'],
      ['shop', 'failed'],
    ]);
    expect(readdirSync(reports).filter((name) => name.endsWith('.svg'))).toEqual([
      'badge-dr-table.svg',
      'badge-shop.svg',
      'badge.svg',
    ]);
  });

  test('that changes after the run was planned is not run: the plan is what was sealed', async () => {
    const folder = ownSuite();
    const reports = temporaryFolder();
    const run = startIn(reports, ['--specs', folder, '--suite', 'shop']);
    await eventually('the plan', 60_000, () => planIn(run));
    writeFileSync(
      join(folder, 'registers.yaml'),
      readFileSync(join(folder, 'registers.yaml'), 'utf8').replace('by: alice', 'by: bob'),
    );
    const { code, stdout } = await run.ended;
    expect(stdout).toContain('its file changed after the run was planned');
    expect(stdout).toContain('OWN REQUIREMENTS: INCOMPLETE');
    expect(code).toBe(2);
  });
});

function planIn({ reports }: Run): true | undefined {
  const runs = join(reports, 'runs');
  const ids = existsSync(runs) ? readdirSync(runs) : [];
  return ids.some((id) => existsSync(join(runs, id, 'run.json'))) ? true : undefined;
}

/** A copy of the built package in which of the table only this file is left. */
function hollowed(left: string): string {
  const root = join(temporaryFolder(), 'package');
  mkdirSync(root);
  for (const name of ['package.json', 'specs', 'containers'])
    cpSync(join(ROOT, name), join(root, name), { recursive: true });
  cpSync(join(ROOT, 'dist'), join(root, 'dist'), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  const suite = join(root, 'specs/dr-table');
  for (const name of readdirSync(suite)) if (name !== left && name !== 'suite.yaml') rmSync(join(suite, name));
  return root;
}

function node(
  cwd: string,
  ...args: readonly string[]
): Promise<{ readonly code: number | null; readonly output: string }> {
  const env = { ...process.env, JEST_WORKER_ID: undefined, NODE_OPTIONS: undefined, PARKSPEC_RUN: undefined };
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

describe('a set of which seventeen cells of eighteen are gone, and a defect that they would have found', () => {
  test('is never conformant, in no report', async () => {
    const root = hollowed('retrieved.outage.yaml');
    const defect = ['--defect', 'parks-in-resiliency-mode'];
    const { code, output } = await node(root, 'dist/cli/main.js', 'run', ...defect);
    expect(output).toMatch(/^MODIFIED REQUIREMENTS: 17 differences from dr-table 1\.1 {2}\d of 18 cells/m);
    expect(output).not.toMatch(/conformant/i);
    expect(code).toBe(2);
    const compliance = complianceIn(join(root, 'reports'));
    expect(compliance).toMatchObject({ verdict: 'incomplete', suites: [{ requirements: 'modified', cells: 1 }] });
    expect(compliance.suites[0]?.sealed?.differences).toHaveLength(17);
    for (const name of ['badge.svg', 'summary.md', 'junit.xml']) {
      const text = readFileSync(join(root, 'reports', name), 'utf8');
      expect([name, text]).toEqual([name, expect.not.stringMatching(/conformant/i)]);
      expect([name, text]).toEqual([name, expect.stringMatching(/modified/i)]);
    }
  });

  test('is told so by jest as well, when the specs are run without the command line', async () => {
    const root = hollowed('retrieved.outage.yaml');
    appendFileSync(join(root, 'specs/dr-table/retrieved.outage.yaml'), '# a comment\n');
    const config = join(root, 'jest.config.mjs');
    writeFileSync(
      config,
      `import { specsProject, specsRun } from './dist/jest/config.js';
export default {
  projects: [{ ...specsProject(), rootDir: ${JSON.stringify(root)} }],
  ...specsRun,
};
`,
    );
    const { code, output } = await node(root, join(ROOT, 'node_modules/jest/bin/jest.js'), '--config', config, 'specs');
    expect(output).toMatch(/^MODIFIED REQUIREMENTS: 18 differences from dr-table 1\.1/m);
    expect(code).toBe(1);
    expect(complianceIn(join(root, 'reports')).suites[0]).toMatchObject({ requirements: 'modified', cells: 1 });
  });
});
