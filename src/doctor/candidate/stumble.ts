/** A step that did not work: what was observed, what was expected, what to try, and the events that show it. */
import type { Member } from '../../candidate/member.ts';

/**
 * - `file`: the program of the candidate file cannot be started;
 * - `server`: it was started, or is there, and does something else than the step needs;
 * - `late`: the machine was too busy, so that nothing is known of the server;
 * - `bench`: parkspec itself, or what it needs, and nothing is known of the server.
 */
export type Fault = 'file' | 'server' | 'late' | 'bench';

export interface Stumble {
  readonly fault: Fault;
  readonly observed: string;
  readonly expected: string;
  readonly remedy: string;
  /** Numbers of the events that show it, in their order. */
  readonly evidence: readonly number[];
  /** The pool, or the edge, whose output may tell more. */
  readonly pool?: Member;
  /** How that pool was started: the program and its arguments. */
  readonly command?: readonly string[];
}

/** All of it in one sentence. */
export function stumbleSentence({ observed, expected, remedy }: Stumble): string {
  return `${observed}; expected: ${expected}; try: ${remedy}`;
}
