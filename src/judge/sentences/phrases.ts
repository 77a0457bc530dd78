/** Parts of sentences that several of them share. */

/** Another finding that a sentence may quote. */
export interface Said {
  /** Missing in verdicts that were stored before there were codes. */
  readonly code?: string | undefined;
  readonly reason: string;
  readonly fields?: Fields | undefined;
}

/** The fields of a sentence: parties, calls, pools, and times in ms. */
export type Fields = Readonly<Record<string, string | number>>;

/** Milliseconds as people read them. */
export function ms(value: number): string {
  return `${Math.round(value)} ms`;
}

/** `20 ms after the outage`; a time below zero lies before it: `20 ms before the outage`. */
export function lapse(time: number, since: string): string {
  return `${ms(Math.abs(time))} ${time < 0 ? 'before' : 'after'} ${since}`;
}

/** A sentence and what to try, unless a sentence that it takes in says so already. */
export function advised(sentence: string, advice: string): string {
  return sentence.includes(TRY) ? sentence : `${sentence}${TRY}${advice}`;
}

const TRY = '; try: ';

/** The voices that were heard: their names, joined by `and`. */
export function sound(voices: string): string {
  return voices.replaceAll(/\bmusic:(\w+)/g, 'the music of $1').replaceAll(/\bother\b/g, 'another sound');
}

/** `1 time`, `2 times` */
export function times(count: number): string {
  return count === 1 ? '1 time' : `${count} times`;
}

/** Where the events of a deed stand. */
export const SEE_ACTION = 'see the `action` events in history.jsonl';
/** Advice where parkspec's own bad network may be the cause. */
export const OTHER_NETWORK = 'run without `--network`, or with another `--seed`';
/** Advice where chance or load may be the cause. */
export const AGAIN = 'run the cell again';
