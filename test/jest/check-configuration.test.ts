import { expect, test } from '@jest/globals';
import { configurationMistakes, type ProjectConfiguration } from '../../src/jest/check-configuration.ts';
import { specsProject, specsRun } from '../../src/jest/config.ts';

const REPORTERS = specsRun.reporters.map((reporter) => [reporter, {}] as const);

function project(changes: Partial<ProjectConfiguration> = {}): ProjectConfiguration {
  return { rootDir: '/own', ...specsProject(), ...changes };
}

test('the configuration that parkspec gives has no mistake, twice neither', () => {
  expect(configurationMistakes([project()], REPORTERS)).toEqual([]);
  expect(configurationMistakes([project(), project()], REPORTERS)).toEqual([]);
});

test.each<[string, readonly ProjectConfiguration[], RegExp]>([
  ['another environment', [project({ testEnvironment: '/own/node.js' })], /^specs run in .* says \/own\/node\.js/],
  ['a folder for results', [project({ testEnvironmentOptions: { resultsDir: 'x' } })], /`reports` of `specsProject`/],
  [
    'two candidates',
    [project(), project(specsProject({ candidate: 'mine.yaml' }))],
    /one run tests one candidate: choose with `--selectProjects`/,
  ],
])('%s is a mistake', (_, projects, told) => {
  const mistakes = configurationMistakes(projects, REPORTERS);
  expect(mistakes).toHaveLength(1);
  expect(mistakes[0]).toMatch(told);
});

test.each([[undefined], [['default']], [[['/own/reporter.js', {}]]]] as const)(
  'reporters without ours are a mistake: %j',
  (reporters) => {
    expect(configurationMistakes([project()], reporters)).toEqual([expect.stringMatching(/`\.\.\.specsRun` beside/)]);
  },
);

test('all mistakes are told at once', () => {
  expect(configurationMistakes([project({ testEnvironment: 'node' })], undefined)).toHaveLength(2);
});
