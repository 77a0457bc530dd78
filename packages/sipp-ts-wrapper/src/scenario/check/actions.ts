import type { Action, Ereg } from '../action.ts';
import type { Place } from '../outline.ts';
import { before, releaseName, type Release } from '../release.ts';
import type { Message } from '../step.ts';
import { eachPlace, problemAt, type Problem, type Subject } from './problem.ts';

type Words = Pick<Problem, 'rule' | 'what' | 'why' | 'hint'>;

/** What steps do besides their message. */
export function actions(subject: Subject): readonly Problem[] {
  return eachPlace(subject, (place, section) =>
    (place.step.actions ?? [])
      .flatMap((action) => [
        ...inPlace(action, place, subject.version),
        ...byItself(action),
        ...since(action, subject.version),
      ])
      .map((words) => problemAt(place, section, words)),
  );
}

function inPlace(action: Action, { step }: Place, version: Release): readonly Words[] {
  if (step.kind === 'recv' || step.kind === 'recvCmd') return [];
  return [...unchecked(action, step, version), ...blind(action, step), ...unstopped(action, step)];
}

/** Checks that are made, and whose failure counts as success. */
function unchecked(action: Action, step: Message, version: Release): readonly Words[] {
  if (!('check' in action) || action.check === undefined) return [];
  if (step.kind === 'nop' && !before(version, '3.7.5')) return [];
  return [
    {
      rule: 'check-ignored',
      what: `a check of ${action.kind} in a ${step.kind}`,
      why: 'SIPp makes the check, and counts the call as successful where it fails (a nop heeds it from 3.7.5 on).',
      hint: 'Check in the recv whose message it is about.',
    },
  ];
}

/** Actions that look at the message received, where none is: SIPp dies of it. */
function blind(action: Action, step: Message): readonly Words[] {
  const looks = action.kind === 'verifyauth' || (action.kind === 'ereg' && looksAtMessage(action));
  if (!looks || (step.kind === 'send' && action.kind === 'ereg')) return [];
  return [
    {
      rule: 'message-missing',
      what: `${action.kind} of a message in a ${step.kind}, which has none`,
      why: 'SIPp crashes with a segmentation fault at this step.',
      hint: 'Do it in the recv, or keep what is needed in a variable there and search in that.',
    },
  ];
}

function looksAtMessage({ searchIn }: Ereg): boolean {
  return !(typeof searchIn === 'object' && 'variable' in searchIn);
}

function unstopped(action: Action, step: Message): readonly Words[] {
  if (action.kind !== 'exec' || !('intCmd' in action.run) || action.run.intCmd !== 'stop_call') return [];
  return [
    {
      rule: 'stop-ignored',
      what: `stop_call in a ${step.kind}`,
      why: 'SIPp stops the call in a recv or recvCmd only: here it goes on, and may count as successful.',
      hint: 'Stop in a recv, or go to a label at the end.',
    },
  ];
}

function byItself(action: Action): readonly Words[] {
  if (action.kind === 'divide' && action.value === 0) {
    return [
      {
        rule: 'divide-by-zero',
        what: 'a division by 0',
        why: 'SIPp ends: "divide actions can not have a value of zero!"',
        hint: 'Divide by something else.',
      },
    ];
  }
  if (
    (action.kind === 'test' || action.kind === 'strcmp') &&
    action.assignTo === undefined &&
    action.check === undefined
  ) {
    return [
      {
        rule: 'comparison-idle',
        what: `${action.kind} has neither assignTo nor check`,
        why: 'SIPp ends: it wants to know where the result goes.',
        hint: 'Name the variable for the result, or say what has to hold.',
      },
    ];
  }
  return [];
}

/** What came with a later SIPp. */
function since(action: Action, version: Release): readonly Words[] {
  const first = firstRelease(action);
  if (first === undefined || !before(version, first)) return [];
  return [
    {
      rule: 'version',
      what: `${describe(action)} needs SIPp ${first}`,
      why: `SIPp ${releaseName(version)} does not know it.`,
      hint: 'Run a newer SIPp and say so by `version`, or do without.',
    },
  ];
}

function firstRelease(action: Action): string | undefined {
  if (action.kind === 'urlencode' || action.kind === 'urldecode') return '3.7.0';
  if (action.kind !== 'exec') return undefined;
  if ('rtpEcho' in action.run) return '3.7.0';
  return 'rtpStream' in action.run && /^(?:pause|resume)?[av]pattern/.test(action.run.rtpStream) ? '3.7.0' : undefined;
}

function describe(action: Action): string {
  if (action.kind !== 'exec') return action.kind;
  return 'rtpEcho' in action.run ? 'exec rtpEcho' : 'a pattern of exec rtpStream';
}
