import { type Outline, type Place, successors } from '../outline.ts';
import { problemAt, type Problem, type Subject } from './problem.ts';

/** Requests that a call sends more than once. */
export function loops({ steps }: Subject): readonly Problem[] {
  return steps.places.flatMap((place) => {
    if (place.step.kind !== 'send') return [];
    const branch = /^(?:via|v)[ \t]*:.*;\s*branch=([^;,\n]*)/im.exec(place.step.text)?.[1]?.trim();
    if (branch === undefined || place.step.text.startsWith('SIP/2.0')) return [];
    if (!repeats(branch) || !returnsTo(place, steps)) return [];
    return [
      problemAt(place, 'steps', {
        rule: 'branch-repeats',
        what: `it is in a loop, and its branch is ${branch}`,
        why: 'SIPp makes [branch] of the call and the step, so that each round sends the same one: the peer takes a new request for an old one.',
        hint: 'Write branch=[branch]-[cseq].',
      }),
    ];
  });
}

/** Whether a branch is made of nothing that changes from round to round. */
function repeats(branch: string): boolean {
  return !/\[/.test(branch.replaceAll(/\[(?:branch|call_number|call_id|pid|msg_index)(?:[+-]\d+)?\]/g, ''));
}

function returnsTo(place: Place, steps: Outline): boolean {
  const seen = new Set<number>();
  const open = [...successors(steps, place)];
  for (let number = open.pop(); number !== undefined; number = open.pop()) {
    if (number === place.number) return true;
    const next = steps.places[number];
    if (next === undefined || seen.has(number)) continue;
    seen.add(number);
    open.push(...successors(steps, next));
  }
  return false;
}
