/** Keeps the lines of a file that is no file of the user's for parkspec out of what is said about it. */
import { realpathSync } from 'node:fs';
import type { Diagnostic } from './diagnostic.ts';

/** YAML, of which JSON is a part. */
const ENDING = /\.(ya?ml|json)$/i;

const MESSAGE = 'this is not valid, and the line is not shown: the name of the file does not end in `.yaml`';
const HINT = 'name it so if it is yours; else it is the wrong file';

/**
 * What is wrong with the file at `path`. A password file or a key that was named by mistake or by a stranger would stand
 * line by line in the log of a pipeline; so of a file with a name of another kind the places are told, and not the words.
 */
export function withoutForeignLines(path: string, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  if (ENDING.test(realNameOf(path))) return diagnostics;
  return diagnostics.map(({ file, line, column }) => ({ file, line, column, text: '', message: MESSAGE, hint: HINT }));
}

function realNameOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
