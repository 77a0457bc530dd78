/**
 * How jest runs specs: `parkspec/jest`, for the jest configuration of anybody. All paths are absolute, in the package wherever
 * it was installed, so that no project has to know where that is.
 */
import { join, resolve } from 'node:path';
import { PACKAGE_ROOT } from '../package-root.ts';

/** What is tested, and how. A variable of the environment, which is named with each, counts more. */
export interface SpecsOptions {
  /** Folders of suites of one's own, from the current folder; the suites that parkspec comes with are run as well. */
  readonly specs?: readonly string[];
  /** The candidate file, from the current folder; the reference server unless told. PARKSPEC_CANDIDATE */
  readonly candidate?: string;
  /** Whose SIP the phones speak; `native` unless told. PARKSPEC_PHONES */
  readonly phones?: 'native' | 'sipp';
  /** How the primary goes down, instead of what the candidate file says. PARKSPEC_OUTAGE */
  readonly outage?: 'kill' | 'stop' | 'pause' | 'disconnect';
  /** Whether advisories count as failures. PARKSPEC_STRICT=1 */
  readonly strict?: boolean;
  /** That a pool of a system may be taken away that runs already. PARKSPEC_YES=1 */
  readonly yes?: boolean;
  /** Whether cells share an outage where they can, with a pair that runs already. PARKSPEC_TOGETHER=1 */
  readonly together?: boolean;
  /** A file of known failures, from the current folder. PARKSPEC_BASELINE */
  readonly baseline?: string;
  /** Where the reports go, from the current folder; `reports` below jest's root unless told. PARKSPEC_REPORTS */
  readonly reports?: string;
}

/** A project of jest: an entry of `projects`. */
export interface SpecsProject {
  displayName: string;
  roots: string[];
  testRegex: string[];
  moduleFileExtensions: string[];
  transform: Record<string, string>;
  testEnvironment: string;
  testEnvironmentOptions: Record<string, unknown>;
  testPathIgnorePatterns: string[];
  transformIgnorePatterns: string[];
  modulePathIgnorePatterns: string[];
  haste: { retainAllFiles: boolean };
}

const built = (file: string): string => join(PACKAGE_ROOT, 'dist/jest', file);

/** A file beside a suite file, and not that. */
const CELLS = '[/\\\\](?!suite\\.yaml$)[^/\\\\]+\\.yaml$';

/**
 * The project of jest that runs the cells of all suites that parkspec comes with, and of those in `specs`. It goes into
 * `projects`; `...specsRun` goes beside that.
 */
export function specsProject({ specs = [], ...run }: SpecsOptions = {}): SpecsProject {
  const { candidate, baseline, reports } = run;
  return {
    ...specsIn([join(PACKAGE_ROOT, 'specs'), ...specs.map((folder) => resolve(folder))]),
    testRegex: [CELLS],
    testEnvironmentOptions: {
      parkspec: {
        ...run,
        ...(candidate === undefined ? {} : { candidate: resolve(candidate) }),
        ...(baseline === undefined ? {} : { baseline: resolve(baseline) }),
        ...(reports === undefined ? {} : { reports: resolve(reports) }),
      },
    },
  };
}

/**
 * The cells in these folders, wherever they are: by a pattern, since a glob would take characters of a path for its own,
 * and also below a folder `node_modules`, which jest leaves out unless told.
 */
export function specsIn(folders: readonly string[]): SpecsProject {
  return {
    displayName: 'specs',
    roots: [...folders],
    testRegex: ['\\.yaml$'],
    moduleFileExtensions: ['js', 'json', 'yaml'],
    transform: { '\\.yaml$': built('transformer.js') },
    testEnvironment: SPECS_ENVIRONMENT,
    testEnvironmentOptions: {},
    testPathIgnorePatterns: [],
    transformIgnorePatterns: [],
    modulePathIgnorePatterns: [],
    haste: { retainAllFiles: true },
  };
}

export const SPECS_ENVIRONMENT: string = built('environment.js');
export const SPECS_SEQUENCER: string = built('sequencer.js');
export const SPECS_REPORTER: string = built('reporter.js');

/** What jest takes for a whole run only, not for one of its projects. Other reporters may stand beside ours. */
export const specsRun: { readonly testSequencer: string; readonly reporters: string[] } = {
  testSequencer: SPECS_SEQUENCER,
  reporters: ['default', SPECS_REPORTER],
};
