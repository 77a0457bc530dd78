/** Why a pool that was started is not up, in the words of the history. */
import type { Presence } from './prober.ts';

export interface DownPool {
  readonly name: string;
  readonly presence: Presence | 'ended';
  /** How it ended, where it has. */
  readonly how: string;
  /** How long it had to answer, in ms. */
  readonly within: number;
  /** The end of its log, since that usually tells why; empty when it printed nothing. */
  readonly lastWords: string;
}

export function whyDown({ name, presence, how, within, lastWords }: DownPool): string {
  const said = lastWords === '' ? '' : `; its last output: ${lastWords}`;
  if (presence === 'ended') return `${name} ended (${how})${said}`;
  const advice = `see ${name}.log, and allow more time with \`bounds.start\` of the candidate file where it only needs longer`;
  return `${name} did not answer OPTIONS within ${within} ms${said}; try: ${advice}`;
}
