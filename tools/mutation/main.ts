/**
 * Mutation testing: `npm run mutation`, `npm run mutation -- judge`, `npm run mutation -- judge src/judge/connected.ts`.
 * Runs Stryker for each part, or for some files of one, whose results then replace those they had. Writes
 * docs/mutation-testing.md, and a list of what survives beside the reports. Exits 1 when a score is below its bound, 2 when Stryker broke, 64 for an unknown part.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { argv, env, exit, pid, stderr, stdout } from 'node:process';
import { listOf, pageOf, type Part, type Report, scoreOf, sectionOf, sectionsOf, survivorsOf } from './document.ts';

const PAGE = 'docs/mutation-testing.md';

function main([name, ...files]: readonly string[]): number {
  const parts = JSON.parse(readFileSync('tools/mutation/parts.json', 'utf8')) as Readonly<Record<string, Part>>;
  if (name === 'page') return writePage(parts);
  if (name !== undefined && !(name in parts)) {
    stderr.write(
      `there is no part ${name}; there are ${Object.keys(parts).join(', ')}, and \`page\`, which only writes ${PAGE} again\n`,
    );
    return 64;
  }
  const codes = Object.entries(parts)
    .filter(([each]) => name === undefined || each === name)
    .map(([each, part]) => mutate(each, part, files));
  writePage(parts);
  return Math.max(...codes);
}

/** Stryker takes what to run from the environment, since its configuration is a module. */
function mutate(name: string, part: Part, files: readonly string[]): number {
  // Several runs may go on side by side.
  const report = `reports/mutation/${name}-${pid}.json`;
  rmSync(report, { force: true });
  const { status } = spawnSync('npx', ['stryker', 'run', 'tools/mutation/stryker.config.mjs'], {
    stdio: 'inherit',
    env: { ...env, MUTATION_PART: name, MUTATION_REPORT: report, MUTATION_FILES: files.join(',') },
  });
  if (!existsSync(report)) {
    stderr.write(`${name}: Stryker wrote no report (exit code ${status})\n`);
    return 2;
  }
  const latest = read(report);
  rmSync(report);
  const before = files.length > 0 && existsSync(reportOf(name)) ? read(reportOf(name)) : { files: {} };
  writeFileSync(reportOf(name), JSON.stringify({ ...latest, files: { ...before.files, ...latest.files } }));
  if (files.length > 0) stdout.write(`${survivorsOf(latest).join('\n')}\n`);
  const score = scoreOf(Object.values(read(reportOf(name)).files).flatMap(({ mutants }) => mutants));
  stdout.write(`${name}: ${score.toFixed(1)} %, at least ${part.break} % are wanted\n`);
  return files.length > 0 || score >= part.break ? 0 : 1;
}

/** A part that has no report here keeps what the page says of it. */
function writePage(parts: Readonly<Record<string, Part>>): number {
  const before = existsSync(PAGE) ? sectionsOf(readFileSync(PAGE, 'utf8')) : new Map<string, string>();
  const sections = Object.entries(parts).map(([name, part]) => {
    if (!existsSync(reportOf(name))) return before.get(name) ?? `## ${name}\n\nNot run yet.`;
    const day = statSync(reportOf(name)).mtime.toISOString().slice(0, 10);
    const report = read(reportOf(name));
    writeFileSync(listOf(name), `${survivorsOf(report).join('\n')}\n`);
    return sectionOf({ name, part, day, report });
  });
  writeFileSync(PAGE, pageOf(sections));
  stdout.write(`${PAGE} is written\n`);
  return 0;
}

function reportOf(name: string): string {
  return `reports/mutation/${name}.json`;
}

function read(path: string): Report {
  return JSON.parse(readFileSync(path, 'utf8')) as Report;
}

exit(main(argv.slice(2)));
