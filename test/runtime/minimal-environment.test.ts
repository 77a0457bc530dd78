import { describe, expect, test } from '@jest/globals';
import { environmentOf, passedOn } from '../../src/runtime/minimal-environment.ts';

const shell = {
  PATH: '/usr/bin',
  HOME: '/home/ci',
  LC_ALL: 'C.UTF-8',
  CI_TOKEN: 's3cret',
  PARKSPEC_RUN: '/tmp/reports/runs/1',
  NODE_OPTIONS: '--inspect',
};

describe('the environment of a candidate', () => {
  test('has programs, a home and a language, and nothing else of the shell', () => {
    expect(environmentOf({}, shell)).toEqual({ PATH: '/usr/bin', HOME: '/home/ci', LC_ALL: 'C.UTF-8' });
  });

  test('has what the file names, and what it passes on', () => {
    const named = { HOME: '/srv', LEVEL: 'debug', TOKEN: 'bearer ${env:CI_TOKEN}' };
    expect(environmentOf(named, shell)).toEqual({
      PATH: '/usr/bin',
      HOME: '/srv',
      LC_ALL: 'C.UTF-8',
      LEVEL: 'debug',
      TOKEN: 'bearer s3cret',
    });
  });

  test('of a container is what the file names alone', () => {
    expect(passedOn({ TOKEN: '${env:CI_TOKEN}' }, shell)).toEqual({ TOKEN: 's3cret' });
  });

  test('lacks nothing in silence', () => {
    expect(() => environmentOf({ TOKEN: '${env:OTHER}' }, shell)).toThrow(
      'the candidate file passes on OTHER, which is not set',
    );
  });
});
