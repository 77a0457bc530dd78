// Adds up what every test run reported: jest's results and the checks of the table; names what failed, since of a long
// output only the end may be shown. Exits 1 when anything failed, when a step failed, or when a result is missing, so
// that a run that tested nothing cannot be green.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const [folder, compliance, failedSteps] = process.argv.slice(2);
/** How many failures are named, and how much of each name. */
const MOST = { names: 40, characters: 400 };
let [passed, failed, skipped] = [0, 0, 0];
const names = [];

for (const name of [
  'tests.json',
  'runs.json',
  'phones.json',
  'sipp.json',
  'docker.json',
  'browser.json',
  'own-jest.json',
  'node22.json',
  'node24.json',
  'kills.json',
]) {
  const result = read(`${folder}/${name}`);
  if (result === undefined || result.numTotalTests === 0) failed += 1;
  passed += result?.numPassedTests ?? 0;
  failed += (result?.numFailedTests ?? 0) + (result?.numRuntimeErrorTestSuites ?? 0);
  skipped += (result?.numPendingTests ?? 0) + (result?.numTodoTests ?? 0);
  names.push(...(result?.testResults ?? []).flatMap(failuresOf));
}

const checks = read(compliance)?.cells.flatMap((cell) => cell.checks) ?? [];
if (checks.length === 0) failed += 1;
for (const { id, verdict, reason } of checks) {
  if (verdict === 'pass') passed += 1;
  else if (verdict === 'not-applicable') skipped += 1;
  else {
    failed += 1;
    names.push(`${id} is ${verdict}: ${reason}`);
  }
}

failed = Math.max(failed, Number(failedSteps) > 0 ? 1 : 0);
for (const name of names.slice(0, MOST.names)) console.log(`✗ ${name.slice(0, MOST.characters)}`);
if (names.length > MOST.names) console.log(`✗ and ${names.length - MOST.names} more`);
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

/** The failed tests of a file; or why the file could not be run at all. */
function failuresOf({ name, status, message, assertionResults }) {
  const file = name === undefined ? '' : `${relative('.', name)}: `;
  const failures = assertionResults.filter((test) => test.status === 'failed').map((test) => file + test.fullName);
  if (failures.length > 0 || status !== 'failed') return failures;
  return [file + message.replaceAll(/\s+/g, ' ').trim()];
}

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    console.log(`no result: ${cause.message}`);
    return undefined;
  }
}
