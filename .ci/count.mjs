// Adds up what every test run reported: jest's results and the checks of the table. Exits 1 when anything failed, when
// a step failed, or when a result is missing, so that a run that tested nothing cannot be green.
import { readFileSync } from 'node:fs';

const [folder, compliance, failedSteps] = process.argv.slice(2);
let [passed, failed, skipped] = [0, 0, 0];

for (const name of ['tests.json', 'runs.json', 'sipp.json', 'browser.json', 'kills.json']) {
  const result = read(`${folder}/${name}`);
  if (result === undefined || result.numTotalTests === 0) failed += 1;
  passed += result?.numPassedTests ?? 0;
  failed += (result?.numFailedTests ?? 0) + (result?.numRuntimeErrorTestSuites ?? 0);
  skipped += (result?.numPendingTests ?? 0) + (result?.numTodoTests ?? 0);
}

const checks = read(compliance)?.cells.flatMap((cell) => cell.checks) ?? [];
if (checks.length === 0) failed += 1;
for (const { verdict } of checks) {
  if (verdict === 'pass') passed += 1;
  else if (verdict === 'not-applicable') skipped += 1;
  else failed += 1;
}

failed = Math.max(failed, Number(failedSteps) > 0 ? 1 : 0);
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    console.log(`no result: ${cause.message}`);
    return undefined;
  }
}
