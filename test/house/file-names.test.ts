import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from '@jest/globals';

/**
 * The names that several files may bear, because they mean the same in each: of parkspec itself and of each package.
 * Any other name belongs to one file.
 */
const SHARED: ReadonlyArray<{ readonly folders: readonly string[]; readonly names: Readonly<Record<string, string>> }> =
  [
    {
      folders: ['src', 'tools'],
      names: {
        'all.ts': 'the list of everything of one kind that a folder holds',
        'document.ts': 'the page of docs that a tool writes',
        'index.ts': 'what a folder shows to others',
        'main.ts': 'where a command, a server or a tool begins',
        'pool.ts': 'one pool: as the reference server is it, and as a runtime has started it',
        'replaces.ts': 'the Replaces header field',
        'table.ts': 'the table of the requirements: its report, and what it costs',
        'via.ts': 'the Via header field',
      },
    },
    {
      folders: ['packages/sipp-ts-wrapper/src'],
      names: {
        'action.ts': 'an action of a scenario, and how it is read from XML',
        'distribution.ts': 'a distribution of pauses, and how it is read from XML',
        'keywords.ts': 'the keywords in texts, and how they are checked',
        'step.ts': 'a step of a scenario, and how it is read from XML',
        'variables.ts': 'the variables of a scenario, and how they are checked',
      },
    },
  ];

function repeated(folder: readonly string[]): readonly string[] {
  const files = folder.flatMap((each) => readdirSync(each, { recursive: true, encoding: 'utf8' }));
  const names = files.filter((file) => /\.(ts|mjs)$/.test(file)).map((file) => basename(file));
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))].toSorted();
}

describe.each(SHARED)('the files of $folders', ({ folders, names }) => {
  test('have names of their own, except where a name means the same in each place', () => {
    expect(repeated(folders).filter((name) => !Object.hasOwn(names, name))).toEqual([]);
  });
});
