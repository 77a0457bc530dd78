import { execFile } from 'node:child_process';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { checkScenario, scenarioFromXml, toXml } from '../../src/index.ts';
import { writeScenario } from '../../src/scenario/write.ts';
import { scenarios } from '../scenario/arbitrary.ts';
import { refused } from '../scenario/refused.ts';
import { runBare } from './bare-sipp.ts';

const SIPP_S_OWN = ['uac', 'uas', 'regexp', '3pcc-C-A', '3pcc-C-B', '3pcc-A', '3pcc-B', 'branchc', 'branchs'];

test.each(refused.filter(({ sipp }) => sipp !== undefined))(
  'SIPp itself refuses $name, in the words that the package cites',
  async ({ scenario, sipp, twin }) => {
    const run = await runBare(writeScenario(scenario), twin === true ? { twin: () => [] } : {});
    expect(run.stderr).toMatch(sipp ?? /never/);
    expect(run.code).not.toBe(0);
    expect(run.received).toEqual([]);
  },
);

test('what passes the checks, SIPp loads', async () => {
  let loaded = 0;
  await fc.assert(
    fc.asyncProperty(
      scenarios.filter((scenario) => checkScenario(scenario).length === 0),
      async (scenario) => {
        const { stderr } = await runBare(toXml(scenario), { loadOnly: true });
        // Nothing else is said: no refusal, no warning.
        expect(stderr).toMatch(/^Resolving remote host '127\.0\.0\.1'\.\.\.( Done\.?)?\s*$/);
        loaded += 1;
      },
    ),
    { numRuns: 40 },
  );
  expect(loaded).toBeGreaterThan(0);
}, 60_000);

test.each(SIPP_S_OWN)(
  "SIPp's own scenario %s is sound, and SIPp loads it when it was read and written",
  async (name) => {
    const scenario = scenarioFromXml(await dumped(name));
    const xml = toXml(scenario);
    expect(scenarioFromXml(xml)).toEqual(scenario);
    const run = await runBare(xml, { loadOnly: true, ...(name.startsWith('3pcc') ? { twin: () => [] } : {}) });
    expect(run.stderr).toContain('Resolving remote host');
  },
);

async function dumped(name: string): Promise<string> {
  return new Promise((resolve) => {
    // It ends with 1 when it has told it.
    execFile('sipp', ['-sd', name], (_error, stdout) => resolve(stdout));
  });
}
