/** How jest runs specs. `jest.config.ts` and the command line use the same, relative to the package's folder. */
export const specsProject = {
  displayName: 'specs',
  roots: ['<rootDir>/specs'],
  testMatch: ['<rootDir>/specs/**/*.yaml'],
  moduleFileExtensions: ['js', 'json', 'yaml'],
  transform: { '\\.yaml$': '<rootDir>/dist/jest/transformer.js' },
  testEnvironment: '<rootDir>/dist/jest/environment.js',
};

/** What jest takes for a whole run only, not for one of its projects. */
export const specsRun = {
  testSequencer: '<rootDir>/dist/jest/sequencer.js',
  reporter: '<rootDir>/dist/jest/reporter.js',
};
