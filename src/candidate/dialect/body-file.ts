/** The file of the body of a request that parks; it lies beside the candidate file. */
import { isAbsolute, relative, resolve } from 'node:path';
import { whyUnreadable } from '../../file-fault.ts';
import { LARGEST_INPUT, readInputFile } from '../../input-file.ts';

/** In characters; a request with more does not park a call. */
const LARGEST = 16_384;

/** The text, or why there is none that can be sent. */
export function readBody(file: string, folder: string): { readonly text: string } | { readonly why: string } {
  try {
    const text = readInputFile(resolve(folder, file), LARGEST_INPUT.body).toString('utf8');
    if (text.length <= LARGEST) return { text };
    return { why: `it has ${text.length} characters, and must have at most ${LARGEST}` };
  } catch (error) {
    return { why: whyUnreadable(error) };
  }
}

/** Whether a file lies in the folder or below it. The lines of one that lies elsewhere are not shown. */
export function liesBelow(file: string, folder: string): boolean {
  const path = relative(folder, resolve(folder, file));
  return !path.startsWith('..') && !isAbsolute(path);
}
