// Lists the licences of all packages that a user of parkspec installs, and checks the lock file: exits 1 for a licence that
// is not known to allow use in a program of one's own, for an entry without its digest, and for one from elsewhere.
import { readFileSync } from 'node:fs';

/** By their SPDX names. Each allows to use the package, unchanged, in any program. */
const ALLOWED = [
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC-BY-4.0',
  'CC0-1.0',
  'PSF-2.0',
  'Python-2.0',
  'Unlicense',
  '0BSD',
];
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const problems = [];
const byLicence = new Map();

for (const [place, entry] of Object.entries(packages)) {
  // The project itself, its workspace, and the link to that.
  if (!place.includes('node_modules/') || entry.link) continue;
  if (!entry.integrity?.startsWith('sha512-')) problems.push(`${place} has no digest in the lock file`);
  if (entry.resolved !== undefined) problems.push(`${place} names where it is downloaded from`);
  if (entry.dev) continue;
  const licence = licenceOf(place, entry);
  byLicence.set(licence, [
    ...(byLicence.get(licence) ?? []),
    `${place.replace(/^.*node_modules\//, '')} ${entry.version}`,
  ]);
  if (!isAllowed(licence))
    problems.push(`${place} has the licence ${licence}, of which nobody has said that it allows use`);
}

for (const [licence, names] of [...byLicence].toSorted(([a], [b]) => a.localeCompare(b, 'en'))) {
  console.log(`${licence}: ${names.length}`);
  if (process.argv.includes('--all')) for (const name of names.toSorted()) console.log(`  ${name}`);
}
for (const problem of problems) console.error(`✗ ${problem}`);
process.exit(problems.length === 0 && byLicence.size > 0 ? 0 : 1);

/** Old packages have a list, which the lock file leaves out; one that is not installed here is not looked into. */
function licenceOf(place, { license }) {
  if (license !== undefined) return license;
  try {
    const { license: own, licenses = [] } = JSON.parse(readFileSync(`${place}/package.json`, 'utf8'));
    return own ?? (licenses.map(({ type }) => type).join(' AND ') || 'none');
  } catch {
    return 'none';
  }
}

/** `(MIT OR GPL-3.0)` leaves a choice, `MIT AND ISC` does not. */
function isAllowed(licence) {
  const choices = licence.replaceAll(/[()]/g, '').split(' OR ');
  return choices.some((choice) => choice.split(' AND ').every((part) => ALLOWED.includes(part.trim())));
}
