import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { filesIn } from '../corpus.ts';

/** Files of the repository but indexes of others; a campaign is started in its root, and so are the tests. */
export function seedFiles(...folders: readonly string[]): readonly Buffer[] {
  return folders.flatMap((folder) => {
    const files = filesIn(resolve(folder)).filter((file) => !file.endsWith('.yaml'));
    return files.map((file) => readFileSync(file));
  });
}

export function seedTexts(...texts: readonly string[]): readonly Buffer[] {
  return texts.map((text) => Buffer.from(text));
}
