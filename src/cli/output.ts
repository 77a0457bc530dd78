/** The one way of the command line to a terminal or to the log of a pipeline. */
import process from 'node:process';
import { safeJson, safeText } from '../safe-text.ts';
import { Secrets } from '../secrets.ts';
import { colours } from './terminal.ts';

let secrets = new Secrets();

/** Hides these in all that is told from now on. */
export function keepSecret(known: Secrets): void {
  secrets = known;
}

/** A line, or several, on standard output. */
export function print(text: string): void {
  write(process.stdout, `${text}\n`);
}

/** The same on standard error. */
export function printError(text: string): void {
  write(process.stderr, `${text}\n`);
}

export function printJson(value: unknown): void {
  process.stdout.write(`${safeJson(secrets.hideIn(value))}\n`);
}

/** Text of parkspec and of others, as it is but for what a terminal or a pipeline would take for an order. */
export function write(stream: NodeJS.WriteStream, text: string): void {
  stream.write(safeText(secrets.hide(text), colours(stream)));
}
