/** The places of an error in the sources: what is started is put together from many files, and has a map of them beside it. */
import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A place in a stack: the address of a file, the line and the column, from 1. */
const PLACE = /(file:\/\/[^\s()]+\.js):(\d+):(\d+)/g;

/** Node does this itself with `--enable-source-maps`, and then reads each map at each start. Leaves what has no map. */
export function withSourcePlaces(stack: string): string {
  return stack.replaceAll(PLACE, (place: string, url: string, line: string, column: string) => {
    try {
      const file = fileURLToPath(url);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the build wrote it, and what it cannot read it throws
      const payload = JSON.parse(readFileSync(`${file}.map`, 'utf8')) as SourceMapPayload;
      const map = new SourceMap(payload);
      const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
      if (!('originalSource' in entry)) return place;
      return `${resolve(dirname(file), entry.originalSource)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
    } catch {
      return place;
    }
  });
}

/** Gives an error, and what caused it, the places in the sources. */
export function tellSourcePlaces(error: unknown): void {
  if (!(error instanceof Error)) return;
  if (error.stack !== undefined) error.stack = withSourcePlaces(error.stack);
  tellSourcePlaces(error.cause);
}
