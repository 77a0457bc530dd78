/** What `benchFor` is given, taken apart: the containers of a test, and the words of a candidate file. */
import { HandedOver } from './bench-container.ts';

export interface Containers {
  readonly primary: HandedOver;
  readonly backup: HandedOver;
}

/** Throws an Error that says what is wrong with the containers. */
export function handedOver(given: object): { readonly words: object; readonly containers?: Containers | undefined } {
  if (!('primary' in given) && !('backup' in given)) return { words: given };
  const { primary, backup, ...words }: { primary?: unknown; backup?: unknown; [word: string]: unknown } = { ...given };
  for (const word of ['docker', 'process', 'edge', 'runtime']) {
    if (word in words && words[word] !== 'docker') {
      throw new Error(
        `\`${word}\` has no meaning beside containers: leave it out, or leave \`primary\` and \`backup\` out`,
      );
    }
  }
  const containers = { primary: new HandedOver('primary', primary), backup: new HandedOver('backup', backup) };
  if (primary === backup) {
    throw new Error('`primary` and `backup` are the same container: make one for each, since both run at a time');
  }
  const { image } = containers.primary.statement;
  // What is handed over says all about the containers; the file would say no more than their image.
  return { words: { name: image, runtime: 'docker', docker: { image }, ...words }, containers };
}
