/** What every refusal has in common: an answer that says no, in time. In an outage nobody is left to say it. */
import type { Deed } from '../spec/cell.ts';
import { fail, type Finding, figure, inconclusive, missing, ms, pass } from './finding.ts';
import { mayBeSilent } from './phases.ts';
import { diedByItself } from './processes.ts';
import { isAbsent, type Reply } from './reply.ts';
import type { Scene } from './scene.ts';

interface Attempt {
  /** `bob could not park call A` */
  readonly what: string;
  readonly reply: Reply;
  /** When the request was sent, in ms. */
  readonly sentAt: number;
  readonly bound: number;
}

export function refused(scene: Scene, { what, reply, sentAt, bound }: Attempt): Finding {
  switch (reply.kind) {
    case 'not-sent':
      return inconclusive(`${what} was not tried: ${reply.words}`);
    case 'accepted':
      return fail(
        `${what} was accepted although it should have been refused: ${reply.words} after ${ms(reply.t - sentAt)}`,
        {
          evidence: [reply.n],
        },
      );
    case 'evaded':
      return fail(`${what} was neither done nor refused: the answer was ${reply.words}`, {
        evidence: [reply.n],
        timed: isAbsent(reply),
      });
    case 'silent':
      if (mayBeSilent(scene.phase)) return pass(`${what}: nobody answers in the outage`, { evidence: [reply.n] });
      return missing(`${what} was not refused but left without an answer; in ${scene.phase} somebody must say no`, [
        reply.n,
      ]);
    case 'unreachable': {
      const died = mayBeSilent(scene.phase) ? undefined : diedByItself(scene.matter, scene.range.to);
      if (died !== undefined)
        return fail(`${what} was not refused: the ${died.pool} pool had died by itself`, { evidence: [died.n] });
      return inBound(reply);
    }
    case 'refused':
      return inBound(reply);
  }

  function inBound({ n, t, words }: { n: number; t: number; words: string }): Finding {
    const took = figure(t - sentAt);
    const figures = { refusedAfterMs: took };
    if (took > bound) {
      const text = `${what} was refused only after ${ms(took)} (${words}); at most ${ms(bound)} are allowed`;
      return fail(text, { figures, evidence: [n], timed: true });
    }
    return pass(`${what} was refused after ${ms(took)}: ${words}`, { figures, evidence: [n] });
  }
}

/** `bob's park of call A` */
export function name(deed: Deed): string {
  if (deed.verb === 'register') return `${deed.by}'s registration`;
  if (deed.verb === 'call') return `${deed.by}'s call to ${deed.to}`;
  const to = deed.verb === 'transfer' ? ` to ${deed.to}` : '';
  return `${deed.by}'s ${NOUNS[deed.verb]} of call ${deed.call}${to}`;
}

const NOUNS = {
  park: 'park',
  retrieve: 'retrieval',
  hold: 'hold',
  resume: 'resumption',
  transfer: 'transfer',
  hangup: 'hanging up',
} as const;
