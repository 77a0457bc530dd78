/** What in a jest configuration keeps specs from being run as they must be. Pure. */
import { SPECS_ENVIRONMENT, SPECS_REPORTER } from './config.ts';

/** As jest knows one of its projects. */
export interface ProjectConfiguration {
  readonly rootDir: string;
  readonly testEnvironment: string;
  readonly testEnvironmentOptions: Readonly<Record<string, unknown>>;
}

/** As jest knows its reporters: by paths, with options. */
export type Reporters = ReadonlyArray<string | readonly [string, ...unknown[]]> | undefined;

/** Every mistake, with what to do. */
export function configurationMistakes(
  projects: readonly ProjectConfiguration[],
  reporters: Reporters,
): readonly string[] {
  const paths = (reporters ?? []).map((reporter) => (typeof reporter === 'string' ? reporter : reporter[0]));
  const runs = new Set(
    projects.map(({ testEnvironmentOptions }) => JSON.stringify(testEnvironmentOptions['parkspec'])),
  );
  return [
    ...new Set(projects.flatMap(environmentMistakes)),
    ...(runs.size > 1
      ? [
          'two projects have specs with different options, and one run tests one candidate: choose with `--selectProjects`',
        ]
      : []),
    ...(paths.includes(SPECS_REPORTER)
      ? []
      : [
          "parkspec's reporter is missing, which ends the run and makes its reports: put `...specsRun` beside `projects`, after `reporters`, or add `...specsRun.reporters` to them; leave `--reporters` out",
        ]),
  ];
}

function environmentMistakes({ testEnvironment, testEnvironmentOptions }: ProjectConfiguration): readonly string[] {
  return [
    ...(testEnvironment === SPECS_ENVIRONMENT
      ? []
      : [
          `specs run in parkspec's own test environment, and the configuration says ${testEnvironment}: take \`testEnvironment\` out of the project of specs, and \`--env\` out of the command`,
        ]),
    ...('resultsDir' in testEnvironmentOptions
      ? [
          'the results of specs for Allure lie in the reports of parkspec, and `resultsDir` names another folder: take it out of the project of specs; the option `reports` of `specsProject` moves all reports',
        ]
      : []),
  ];
}
