/** How jest runs specs. `jest.config.ts` and the command line use the same, relative to the package's folder. */
const common = {
  displayName: 'specs',
  moduleFileExtensions: ['js', 'json', 'yaml'],
  transform: { '\\.yaml$': '<rootDir>/dist/jest/transformer.js' },
  testEnvironment: '<rootDir>/dist/jest/environment.js',
};

/** The cells of all suites below `specs`: each is a YAML file beside its suite file. */
export const specsProject = {
  ...common,
  roots: ['<rootDir>/specs'],
  testMatch: ['<rootDir>/specs/*/*.yaml'],
  testPathIgnorePatterns: ['/suite\\.yaml$'],
};

/**
 * The cells in these folders, wherever they are: by a pattern, since a glob would take characters of a path for its own,
 * and also below a folder `node_modules`, which jest leaves out unless told.
 */
export function specsIn(folders: readonly string[]) {
  return {
    ...common,
    roots: folders,
    testRegex: ['\\.yaml$'],
    testPathIgnorePatterns: [],
    transformIgnorePatterns: [],
    modulePathIgnorePatterns: [],
    // Jest's list of files leaves out folders `node_modules`, below which an installed parkspec has its specs.
    haste: { retainAllFiles: true },
    watchman: false,
  };
}

/** What jest takes for a whole run only, not for one of its projects. */
export const specsRun = {
  testSequencer: '<rootDir>/dist/jest/sequencer.js',
  reporter: '<rootDir>/dist/jest/reporter.js',
};
