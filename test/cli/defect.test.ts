import { describe, expect, test } from '@jest/globals';
import { readCandidateFile } from '../../src/cli/candidate-file.ts';
import { withDefect } from '../../src/cli/defect-option.ts';
import { DEFECTS } from '../../src/reference/defects/catalogue.ts';

const reference = readCandidateFile('containers/reference/candidate.yaml');

describe('a defect that is switched on', () => {
  test.each(DEFECTS.map(({ id }) => id))('%s is one that the reference server knows', (id) => {
    expect(withDefect(reference, id).defect).toBe(id);
  });

  test('is refused with a suggestion when it does not exist', () => {
    expect(() => withDefect(reference, 'parks-in-resilency-mode')).toThrow('did you mean parks-in-resiliency-mode?');
    expect(() => withDefect(reference, 'xyz')).toThrow('parkspec list --defects');
  });

  test('is refused for a candidate that has none to switch on', () => {
    const mute = readCandidateFile('fixtures/candidates/mute.yaml');
    expect(() => withDefect(mute, 'parks-in-resiliency-mode')).toThrow('no part of its `process` contains ${defect}');
  });

  test('is left to the candidate when that has defects of its own', () => {
    const process = { command: ['./my-server', '--break=${defect}'], cwd: '.', env: {} };
    expect(withDefect({ ...reference, process }, 'of-its-own').defect).toBe('of-its-own');
  });
});

describe('the catalogue', () => {
  test('has no id twice, and a sentence for each', () => {
    expect(new Set(DEFECTS.map(({ id }) => id)).size).toBe(DEFECTS.length);
    for (const { id, title } of DEFECTS) {
      expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/);
      expect(title).toMatch(/^[A-Z].*[^.]$/);
    }
  });
});
