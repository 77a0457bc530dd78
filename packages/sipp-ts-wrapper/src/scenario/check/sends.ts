import { type Outline, type Place, successors } from '../outline.ts';
import type { Send } from '../step.ts';
import { problemAt, type Problem, type Subject } from './problem.ts';

/** Messages that are sent. */
export function sends({ steps }: Subject): readonly Problem[] {
  return steps.places.flatMap((place) =>
    place.step.kind === 'send'
      ? [...firstLine(place, place.step), ...unanswered(place, place.step, steps), ...early(place, place.step, steps)]
      : [],
  );
}

const METHOD = 'You can not use a keyword for the METHOD or to generate "SIP/2.0"';

function firstLine(place: Place, { text }: Send): readonly Problem[] {
  const line = text.trimStart().split('\n', 1)[0] ?? '';
  const at = (what: string, why: string, hint: string) => [
    problemAt(place, 'steps', { rule: 'first-line', what, why, hint }),
  ];
  if (line === '') return at('there is nothing to send', `SIPp ends: "${METHOD}".`, 'Write the message.');
  if (!/^[^\s[]+ /.test(line)) {
    return at(
      `its first line is ${JSON.stringify(line)}`,
      `SIPp ends: "${METHOD}".`,
      'Write out the method or SIP/2.0, and a space behind it.',
    );
  }
  const code = /^SIP\/2\.0 +(\S*)/.exec(line)?.[1];
  if (code === undefined || /^[1-6]\d\d$/.test(code)) return [];
  return at(
    `it answers with ${JSON.stringify(code)}`,
    'SIPp ends: it wants a code from 100 to 699, and no keyword in its place.',
    'Write out the code; one send for each, chosen by next and test, where it varies.',
  );
}

/** What is sent again and again blocks the call until something is received. */
function unanswered(place: Place, { retrans }: Send, steps: Outline): readonly Problem[] {
  if (retrans === undefined) return [];
  const blocker = blockerAfter(place, steps, new Set());
  if (blocker === undefined) return [];
  const what = blocker === 'end' ? 'the end of the call' : `a ${blocker}`;
  return [
    problemAt(place, 'steps', {
      rule: 'retrans-unanswered',
      what: `it is retransmitted, and ${what} comes before a recv`,
      why:
        blocker === 'end' || blocker === 'timewait'
          ? 'SIPp sends it once and counts the call as successful, whether anybody answers or not.'
          : 'SIPp sends and tells nothing before something is received, and fails the call when that happens anywhere but at a recv.',
      hint: 'Put the recv of what answers it behind it, or leave retrans out.',
    }),
  ];
}

function blockerAfter(place: Place, steps: Outline, seen: Set<number>): string | undefined {
  for (const number of successors(steps, place)) {
    if (seen.has(number)) continue;
    seen.add(number);
    const next = steps.places[number];
    if (next === undefined) return 'end';
    if (next.step.kind === 'recv' || next.step.kind === 'recvCmd') continue;
    if (next.step.kind !== 'nop') return next.step.kind;
    const behind = blockerAfter(next, steps, seen);
    if (behind !== undefined) return behind;
  }
  return undefined;
}

/** What answers a request at once meets the call at the step behind it. */
function early(place: Place, { text, retrans }: Send, steps: Outline): readonly Problem[] {
  if (/^\s*(?:ACK|SIP\/2\.0) /.test(text)) return [];
  const next = successors(steps, place)
    .map((number) => steps.places[number])
    .find((each) => each?.step.kind === 'nop' || (each?.step.kind === 'pause' && retrans === undefined));
  if (next === undefined || !awaitsAnswer(next, steps, new Set())) return [];
  return [
    problemAt(place, 'steps', {
      rule: 'answer-race',
      what: `a ${next.step.kind}, step ${next.index + 1}, stands between it and the recv of its answer`,
      why: 'SIPp takes each step in a turn of its own, and fails the call when the answer comes before the recv has its turn.',
      hint: `Put the ${next.step.kind} before the send, or its actions into the recv.`,
    }),
  ];
}

/** Whether the call comes to a recv of a response before it sends anything else. */
function awaitsAnswer(place: Place, steps: Outline, seen: Set<number>): boolean {
  return successors(steps, place).some((number) => {
    const next = steps.places[number];
    if (next === undefined || seen.has(number) || next.step.kind === 'send') return false;
    seen.add(number);
    return (next.step.kind === 'recv' && next.step.response !== undefined) || awaitsAnswer(next, steps, seen);
  });
}
