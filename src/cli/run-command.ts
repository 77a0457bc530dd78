import { randomInt } from 'node:crypto';
import { relative, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type Candidate, OUTAGES, type Outage } from '../candidate/candidate.ts';
import { entrancesOf } from '../candidate/entrances.ts';
import { exposedSecrets } from '../candidate/exposed-secrets.ts';
import { called } from '../candidate/member.ts';
import { canSuffer } from '../candidate/runtime-profiles.ts';
import { planRun, plannedSuite, REFERENCE } from '../jest/plan-run.ts';
import type { RunResult } from '../run/ledger.ts';
import { readPlan } from '../run/run-folder.ts';
import { announceRun, concludeRun } from '../report/conclude.ts';
import { prepareReports } from '../report/publish.ts';
import { ownBounds } from '../report/bound-differences.ts';
import { limitsReached } from '../report/limits-reached.ts';
import { starvation } from '../report/machine-load.ts';
import { leftOutLines, requirementsOfRun } from '../report/requirements.ts';
import { renderDryRun } from '../report/dry-run.ts';
import { outageLines } from '../report/outage-lines.ts';
import { planOutages } from '../run/shared-outages.ts';
import { renderTables } from '../report/table.ts';
import { candidateLine, count, networkFact } from '../report/words.ts';
import { openQuestions } from '../report/score.ts';
import { type Diagnostic, InputError } from '../suite/diagnostic.ts';
import { recorded } from '../drive/bad-network.ts';
import { type BadNetwork, PHONES, type Phones } from '../history/event.ts';
import { type Impairment, parseImpairment } from '../network/impairment.ts';
import { ownFolder } from '../own-folder.ts';
import { cellsOf } from '../suite/load-suites.ts';
import { plannedChecks } from '../suite/planned-checks.ts';
import { CAPTURE_VARIABLE } from '../runtime/docker/capture-variable.ts';
import { PHONE_PLACES, type PhonePlaceName, PHONES_IN_VARIABLE } from '../runtime/docker/phones-in.ts';
import { DEFAULT_SUBNETS, parseSubnet, SUBNETS_VARIABLE } from '../runtime/docker/subnets.ts';
import { checkLocated } from '../runtime/remote/located-pair.ts';
import { resolvedCandidate } from '../runtime/remote/resolved-candidate.ts';
import { followedBySurvivor, readyForContainers, removeRest } from './docker-run.ts';
import { refuseLeftPair } from './clean-pairs.ts';
import { nearName } from './near-name.ts';
import { refuseMissingVariables } from './missing-variables.ts';
import { UsageError } from './usage-error.ts';
import { BROKEN, exitCodeOfRun } from './exit-codes.ts';
import { checkPhones, checkPhonesIn, missingForPhones } from './phones-option.ts';
import { runAttempts } from './run-attempts.ts';
import { specsOption, suiteOption } from './suite-options.ts';
import { type BaselineFlags, baselineOf, writeBaseline } from './update-baseline.ts';
import { readCandidateFile } from './candidate-file.ts';
import { withDefect } from './defect-option.ts';
import { renderReportedChecks } from './print-reported-checks.ts';
import { chooseCells } from './chosen-cells.ts';
import { checkTemporaryFolder } from './temporary-folder.ts';
import { concludeUntestable } from './conclude-untestable.ts';
import { isAgreed } from './consent.ts';
import { workersFor } from './workers.ts';
import { chosenSuites, suitesFor, type SuiteFlags } from './chosen-suites.ts';
import { paintFor } from './terminal.ts';
import { print, printError } from './output.ts';

const MOST_WORKERS = 32;
const MOST_RETRIES = 9;

interface RunFlags extends SuiteFlags, BaselineFlags {
  readonly cells?: readonly string[];
  readonly outage?: Outage;
  readonly phones: Phones;
  readonly phonesIn?: PhonePlaceName;
  readonly network?: Impairment;
  readonly seed?: number;
  readonly defect?: string;
  readonly strict?: true;
  readonly retries: number;
  readonly allowFlaky?: true;
  readonly subnets?: string;
  readonly capture?: true;
  readonly reports: string;
  readonly workers?: number;
  readonly together?: true;
  readonly dryRun?: true;
  readonly yes?: true;
}

const EXAMPLES = `
Examples:
  parkspec run                                test the reference server that comes with parkspec
  parkspec run my/candidate.yaml              test your own server
  parkspec run my/candidate.yaml --cells 'DR-2*' --outage stop
  parkspec run my/candidate.yaml --specs my/suite
                                              with requirements of your own, which are counted apart
  parkspec run my/candidate.yaml --baseline known.yaml --retries 2
                                              in a pipeline: fails for what is new, and tells what is flaky

The report is written to reports/index.html. A run of only some cells never says that a candidate is conformant
and ends with exit code 2 at best; nor does one with a known failure or a flaky check, or one of requirements that are
not those that parkspec comes with.
`;

export function runCommand(): Command {
  return new Command('run')
    .description(
      'Start a candidate, take its primary pool down and bring it back, and judge every cell of every suite.',
    )
    .argument('[candidate.yaml]', 'the park server to test; the reference server when left out')
    .option('--cells <glob>', 'only these cells, by id or file name; may be given more than once', append)
    .addOption(suiteOption())
    .addOption(specsOption())
    .addOption(
      new Option('--outage <how>', 'how the primary goes down, instead of what the candidate file says').choices(
        OUTAGES,
      ),
    )
    .addOption(
      new Option('--phones <whose>', "whose SIP the phones speak: parkspec's own, or SIPp's")
        .choices(PHONES)
        .default('native'),
    )
    .addOption(
      new Option(
        '--phones-in <where>',
        `where native phones of pools in containers run; \`container\` is for an engine on another machine (default: ${PHONES_IN_VARIABLE}, or host)`,
      ).choices(PHONE_PLACES),
    )
    .option(
      '--network <what>',
      'a bad network around the phones: loss=5%,jitter=30ms,delay=10ms,duplicate=1%,reorder=1%',
      impairment,
    )
    .option('--seed <n>', 'the luck of the bad network: the same number, the same luck', seedNumber)
    .option('--defect <id>', 'switch a deliberate defect of the reference server on (see: parkspec list --defects)')
    .option('--strict', 'advisories (departures from an RFC SHOULD) count as failures')
    .option('--baseline <file>', 'known failures by check, each with a reason: only new ones fail the run')
    .option(
      '--update-baseline <file>',
      'the same, and the file is written: new failures go into it, and those that are gone out of it',
    )
    .option('--retries <n>', 'how often a cell that is not green is run again', retryCount, 0)
    .option('--allow-flaky', 'a check that passed at a later attempt does not fail the run')
    .option(
      '--subnets <range>',
      `where the networks of containers are made (default: ${SUBNETS_VARIABLE}, or ${DEFAULT_SUBNETS})`,
      subnets,
    )
    .option('--capture', 'also capture the network of each cell, audio and all (containers only): network.pcap')
    .option('--reports <dir>', 'where the reports go', 'reports')
    .option(
      '--workers <n>',
      'how many cells run at the same time (unless told, as many as there is room for, and one with `runtime: remote`)',
      workerCount,
    )
    .option(
      '--together',
      'cells share an outage where they can, each with users and orbits of its own (only with `runtime: remote`)',
    )
    .option('--dry-run', 'print what would be done, and do nothing')
    .option('--yes', 'do not ask before a pool of a system is taken away that runs already')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string | undefined, flags: RunFlags) => {
      process.exitCode = await run(file, flags);
    });
}

async function run(named: string | undefined, flags: RunFlags): Promise<number> {
  const file = named ?? REFERENCE;
  const [chosen, stated] = readBoth(
    () => chosenSuites(flags),
    () => {
      const read = readCandidateFile(file);
      return flags.defect === undefined ? read : withDefect(read, flags.defect);
    },
  );
  const { suites, leftOut } = suitesFor(chosen, stated, flags);
  const all = suites.flatMap(cellsOf);
  const baseline = baselineOf(flags, all);
  const network = networkOf(flags, stated);
  const { phones } = flags;
  checkPhones(phones, stated, { network: network !== undefined });
  checkPhonesIn(flags, stated);
  const globs = flags.cells ?? [];
  const cells = chooseCells(all, globs);
  refuseMissingVariables(stated);
  refuseOutage(flags, stated);
  refuseCapture(flags, stated);
  refuseTogether(flags, stated);
  const workers = workersFor(stated, flags);
  const outages = flags.together === true ? planOutages(cells, stated) : undefined;
  if (flags.dryRun === true) {
    print(
      renderDryRun({ candidate: stated, cells, phones, outage: flags.outage, network, workers, outages }).trimEnd(),
    );
    return 0;
  }
  const candidate = await resolvedCandidate(stated);
  const located = await checkLocated(candidate);
  // A name may lead to an address that phones cannot reach.
  checkPhones(phones, candidate, { network: network !== undefined });
  refuseLeftPair(candidate);
  if (!(await isAgreed(candidate, flags.yes === true))) return BROKEN;
  checkTemporaryFolder();
  const missing = await missingForPhones(phones, candidate);
  if (missing !== undefined) {
    printError(missing);
    return BROKEN;
  }
  if (flags.subnets !== undefined) process.env[SUBNETS_VARIABLE] = flags.subnets;
  if (flags.phonesIn !== undefined) process.env[PHONES_IN_VARIABLE] = flags.phonesIn;
  if (flags.capture === true) process.env[CAPTURE_VARIABLE] = '1';
  const inContainers = candidate.runtime === 'docker';
  const told = [
    ...located,
    ...exposedSecrets(candidate, process.env),
    ...(inContainers ? await readyForContainers(candidate, announceBuild) : []),
  ];
  const cache = ownFolder('jest');
  await prepareReports(resolve(flags.reports));
  const folder = planRun({
    reports: resolve(flags.reports),
    candidate,
    suites: suites.map((one) => plannedSuite(one)),
    leftOut,
    planned: suites.flatMap((one) =>
      cellsOf(one)
        .filter((cell) => cells.includes(cell))
        .map((cell) => ({ suite: one.suite.id, cell, checks: plannedChecks(cell) })),
    ),
    filters: globs.map((glob) => `--cells ${glob}`),
    words: wordsOf(named, flags, network),
    strict: flags.strict === true,
    phones,
    ...(flags.outage === undefined ? {} : { outage: flags.outage }),
    ...(network === undefined ? {} : { network }),
    ...(flags.retries === 0 ? {} : { retries: flags.retries }),
    ...(flags.allowFlaky === undefined ? {} : { allowFlaky: true }),
    ...(baseline === undefined ? {} : { baseline }),
  });
  const survivor = inContainers ? followedBySurvivor(folder) : undefined;
  await announceRun(folder);
  const paint = paintFor(process.stdout);
  const around = network === undefined ? '' : `, network ${networkFact(network)}`;
  print(`${paint(candidateLine(candidate, phones), 'bold')}  ${count(cells.length, 'cell')}${around}\n`);
  for (const line of [...leftOutLines({ leftOut }), ...told, ...(outages === undefined ? [] : outageLines(outages))])
    print(`  ${line}`);

  const attempts = await runAttempts(
    folder,
    { ...readPlan(folder), candidate },
    { workers, cache, stream: process.stdout, outages: outages && planOutages(cells, candidate) },
  );
  const { troubles, interrupted, untestable, ends } = attempts;
  const rest = inContainers ? await removeRest(folder) : [];
  survivor?.dismiss();

  if (untestable !== undefined) return concludeUntestable(folder, untestable.directory, { ends, rest, paint });

  const { result, page, lacking, allurePage, end } = await concludeRun(folder, {
    troubles,
    ends,
    allure: interrupted === undefined,
  });
  // After Ctrl-C it is no news that there are cells without a verdict.
  const findings = renderReportedChecks(
    result,
    interrupted !== undefined ? ['fail'] : ['fail', 'error', 'inconclusive'],
    folder,
    paint,
  );
  if (findings !== '') print(`${findings}\n`);
  print(renderTables(result, relative(process.cwd(), page), paint));
  if (network !== undefined) print(paint(`  bad network: ${networkFact(network)}`, 'dim'));
  for (const line of [
    ...ownBounds(result),
    ...openQuestions(result),
    ...starvation(result),
    ...limitsReached(result),
    ...baselineLines(flags, result, interrupted !== undefined),
    ...rest,
    ...lacking,
  ])
    print(paint(`  ${line}`, 'dim'));
  print(paint(`  ${requirementsOfRun(result)}`, 'dim'));
  if (allurePage !== undefined && lacking.length === 0)
    print(paint(`  Allure makes its report: ${relative(process.cwd(), allurePage)}`, 'dim'));
  for (const line of await end()) print(paint(`  ${line}`, 'dim'));
  return exitCodeOfRun(result, { interrupted, isLacking: lacking.length > 0, ends });
}

function baselineLines({ updateBaseline: file }: RunFlags, result: RunResult, interrupted: boolean): readonly string[] {
  if (file === undefined) return [];
  return [
    interrupted ? `${nearName(resolve(file))} is as it was: the run was interrupted` : writeBaseline(file, result),
  ];
}

/** What was asked for, but for the choice of cells and for what is done with the verdicts; with the seed that was drawn. */
function wordsOf(file: string | undefined, flags: RunFlags, network: BadNetwork | undefined): readonly string[] {
  return [
    ...(file === undefined ? [] : [file]),
    ...(flags.specs ?? []).flatMap((folder) => ['--specs', folder]),
    ...(flags.defect === undefined ? [] : ['--defect', flags.defect]),
    ...(flags.phones === 'native' ? [] : ['--phones', flags.phones]),
    ...(flags.phonesIn === undefined ? [] : ['--phones-in', flags.phonesIn]),
    ...(flags.outage === undefined ? [] : ['--outage', flags.outage]),
    ...(network === undefined ? [] : ['--network', network.impairment, '--seed', String(network.seed)]),
    ...(flags.strict === true ? ['--strict'] : []),
  ];
}

/** Reads specs and candidate. When both have mistakes, both are shown at once. */
function readBoth<A, B>(first: () => A, second: () => B): readonly [A, B] {
  const mistakes: Diagnostic[] = [];
  const attempt = <T>(read: () => T): readonly T[] => {
    try {
      return [read()];
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      mistakes.push(...error.diagnostics);
      return [];
    }
  };
  const [a] = attempt(first);
  const [b] = attempt(second);
  if (a === undefined || b === undefined) throw new InputError(mistakes);
  return [a, b];
}

/** With a seed that is drawn where none is given. Throws UsageError for what cannot be put behind a bad network. */
function networkOf({ network, seed }: RunFlags, candidate: Candidate): BadNetwork | undefined {
  if (network === undefined) {
    if (seed === undefined) return undefined;
    throw new UsageError('`--seed` is the luck of a bad network: say `--network` too');
  }
  const other = entrancesOf(candidate).find(({ transport }) => transport !== 'udp');
  if (other !== undefined) {
    const transport = other.transport.toUpperCase();
    throw new UsageError(
      `\`--network\` is for UDP, and ${called(other.name)} of ${candidate.name} speaks ${transport}, which repairs a bad network by itself`,
    );
  }
  return recorded({ impairment: network, seed: seed ?? randomInt(MOST_SEED + 1) });
}

function impairment(text: string): Impairment {
  const reading = parseImpairment(text);
  if (reading.ok) return reading.value;
  throw new InvalidArgumentError(`\`${reading.part}\` ${reading.message}: ${reading.hint}.`);
}

const MOST_SEED = 2 ** 32 - 1;

function seedNumber(text: string): number {
  const n = Number(text);
  if (/^\d+$/.test(text) && n <= MOST_SEED) return n;
  throw new InvalidArgumentError(`It must be a whole number from 0 to ${MOST_SEED}.`);
}

function subnets(text: string): string {
  if (parseSubnet(text) !== undefined) return text;
  throw new InvalidArgumentError('It must be the first address and a prefix of 8 to 27 bits, such as 10.99.0.0/16.');
}

/** Throws UsageError for what a pool of the candidate cannot suffer. */
function refuseOutage({ outage }: RunFlags, candidate: Candidate): void {
  if (outage === undefined || canSuffer(candidate.runtime, outage)) return;
  if (candidate.runtime === 'remote') {
    throw new UsageError(
      `\`--outage ${outage}\` is for pools that parkspec has started, and those of ${candidate.name} run already: leave it out, and say in \`transitions.outage\` which hook takes the primary away (docs/labs.md)`,
    );
  }
  throw new UsageError(
    `\`--outage ${outage}\` is for pools in containers, and those of ${candidate.name} are processes on the loopback address, which cannot be cut off: use \`pause\`, or \`runtime: docker\` (docs/candidates.md)`,
  );
}

function refuseTogether({ together }: RunFlags, candidate: Candidate): void {
  if (together !== true || candidate.runtime === 'remote') return;
  throw new UsageError(
    `\`--together\` is for a pair that runs already, and parkspec starts both pools of ${candidate.name} for each cell: leave it out, cells run side by side as it is`,
  );
}

function refuseCapture({ capture }: RunFlags, candidate: Candidate): void {
  if (capture === undefined || candidate.runtime === 'docker') return;
  if (candidate.runtime === 'remote') {
    throw new UsageError(
      `\`--capture\` is for pools in containers, and those of ${candidate.name} run already: their capture.pcap has the SIP messages of the phones; start tcpdump yourself where more is needed`,
    );
  }
  throw new UsageError(
    `\`--capture\` is for pools in containers, and those of ${candidate.name} are processes, which have no network of their own: their capture.pcap has the SIP messages of the phones`,
  );
}

function announceBuild(dockerfile: string): void {
  print(`building the image of ${nearName(dockerfile)} …`);
}

function append(glob: string, globs: readonly string[] = []): readonly string[] {
  return [...globs, glob];
}

function retryCount(text: string): number {
  const n = Number(text);
  if (/^\d$/.test(text) && n <= MOST_RETRIES) return n;
  throw new InvalidArgumentError(`It must be a number from 0 to ${MOST_RETRIES}.`);
}

function workerCount(text: string): number {
  const n = Number(text);
  if (Number.isInteger(n) && n >= 1 && n <= MOST_WORKERS) return n;
  throw new InvalidArgumentError(`It must be a number from 1 to ${MOST_WORKERS}.`);
}
