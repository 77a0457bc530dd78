/** A system that runs already is somebody's: before parkspec takes a pool of it away, somebody says so. */
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { Candidate } from '../candidate/candidate.ts';
import { print } from './output.ts';
import { UsageError } from './usage-error.ts';
import { plannedMoves } from '../report/planned-moves.ts';

export type Consent =
  | { readonly kind: 'go' }
  /** The lines tell what will be done. */
  | { readonly kind: 'ask'; readonly plan: readonly string[] }
  | { readonly kind: 'refuse'; readonly why: string };

/**
 * @param yes       whether the command line has said so already
 * @param terminal  whether there is somebody to be asked
 */
export function consentTo(
  candidate: Candidate,
  { yes, terminal }: { readonly yes: boolean; readonly terminal: boolean },
): Consent {
  // Pools that parkspec itself has started are nobody's.
  if (candidate.runtime !== 'remote' || yes) return { kind: 'go' };
  const moves = plannedMoves(candidate).filter(({ steps }) => steps.length > 0);
  if (moves.length === 0) return { kind: 'go' };
  const plan = moves.flatMap(({ phase, steps }) => steps.map(({ what, who }) => `  ${phase}: ${what} (by ${who})`));
  if (terminal)
    return { kind: 'ask', plan: [`${candidate.name} runs already. In each cell this is done to it:`, ...plan] };
  const why = `${candidate.name} runs already, and this run takes a pool of it away: give \`--yes\` to go on, or \`--dry-run\` to see what is done`;
  return { kind: 'refuse', why };
}

/** Whether the answer is yes; the end of the input and Ctrl-C are none. */
export function goesOn(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Promise<boolean> {
  return new Promise((resolve) => {
    const lines = createInterface({ input, output });
    lines.once('close', () => resolve(false));
    lines.question('Go on? [y/N] ', (answer) => {
      resolve(/^\s*y(?:es)?\s*$/i.test(answer));
      lines.close();
    });
  });
}

/** Asks where it must. Throws UsageError where nobody can be asked and nobody has said yes. */
export async function isAgreed(candidate: Candidate, yes: boolean): Promise<boolean> {
  const consent = consentTo(candidate, { yes, terminal: process.stdin.isTTY && process.stdout.isTTY });
  if (consent.kind === 'refuse') throw new UsageError(consent.why);
  if (consent.kind === 'go') return true;
  for (const line of consent.plan) print(line);
  if (await goesOn(process.stdin, process.stdout)) return true;
  print('Nothing was started.');
  return false;
}
