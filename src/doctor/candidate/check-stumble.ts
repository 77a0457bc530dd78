/** Why a call, a park or a retrieval did not work: the finding of the judge, and what to look at in the candidate file. */
import type { Candidate } from '../../candidate/candidate.ts';
import type { HistoryEvent, RunEvent } from '../../history/event.ts';
import type { CheckVerdict, Verdict } from '../../judge/verdict.ts';
import { exactTime } from '../../report/words.ts';
import { startLine } from '../../report/event-line.ts';
import type { Fault, Stumble } from './stumble.ts';

/** Requests and answers at most, where the finding cites none. */
const LAST_MESSAGES = 4;

const FAULTS: Readonly<Record<Exclude<Verdict, 'pass'>, Fault>> = {
  fail: 'server',
  inconclusive: 'server',
  error: 'bench',
  'not-applicable': 'server',
};

export function checkStumble(
  { candidate }: RunEvent,
  events: readonly HistoryEvent[],
  step: string,
  { verdict, code = '', because = '', reason, evidence }: CheckVerdict,
): Stumble {
  const cited = evidence.filter((n) => events.some((event) => event.n === n && event.kind === 'sip'));
  return {
    fault: LATE.has(code) || verdict === 'pass' ? 'late' : FAULTS[verdict],
    observed: reason,
    expected: EXPECTED[step]?.(candidate) ?? 'the step works',
    remedy:
      remedyOf(code, candidate, cited, events) ?? remedyOf(because, candidate, cited, events) ?? REMEDIES[step] ?? SEE,
    evidence: cited.length > 0 ? evidence : [...evidence, ...lastMessages(events)].toSorted((a, b) => a - b),
  };
}

/** Findings that rest on nothing but a delay of this machine. */
const LATE: ReadonlySet<string> = new Set([
  'harness-late',
  'pool-starved',
  'answer-awaited-too-briefly',
  'call-given-up',
]);

const SEE = 'see the ladder beside the history';

const EXPECTED: Readonly<Record<string, (candidate: Candidate) => string>> = {
  calls: ({ bounds }) =>
    `bob's phone rings and answers, and within ${exactTime(bounds.setup)} each hears the tone of the other`,
  parks: ({ bounds, dialect: { park } }) =>
    `the park is granted (${park.proof.join(' and ')}) within ${exactTime(bounds.park)}, alice stays with the server, and the leg of bob ends`,
  orbit: ({ dialect, pools: { primary } }) =>
    `the orbit is told by ${dialect.orbit}, and lies in ${primary.orbits.first}-${primary.orbits.last}`,
  state: ({ dialect: { state } }) =>
    `a NOTIFY of ${state.event} for ${state.subscribe} shows the parked call as ${state.parked.toString()}`,
  retrieves: ({ bounds, dialect: { retrieve } }) =>
    `carol reaches alice at \`${retrieve.to}\` by ${retrieve.by} within ${exactTime(bounds.setup)}, and each hears the other`,
};

const REMEDIES: Readonly<Record<string, string>> = {
  calls: 'the path of calls between users, and of their audio, in the server',
  parks: '`dialect` and `park` of the candidate file (docs/candidates.md, The dialect)',
  orbit: '`orbit.from` and `orbit.match` of the candidate file',
  state:
    '`state.subscribe`, `state.event`, `state.held` and `state.parked`, or leave `orbit-status` out of `capabilities`',
  retrieves: '`retrieve.by` and `retrieve.to` of the candidate file',
};

/** What to look at for a finding of the judge, by its code; undefined where the step itself says it. */
function remedyOf(
  code: string,
  { dialect }: Candidate,
  cited: readonly number[],
  events: readonly HistoryEvent[],
): string | undefined {
  const answer = cited.map((n) => statusOf(events.find((event) => event.n === n))).findLast((status) => status >= 300);
  switch (code) {
    case 'park-failed':
      if (answer === 404 || answer === 484) return `\`park.to\`: \`${dialect.park.to}\` is no number that parks`;
      if (answer === 405 || answer === 501 || answer === 603)
        return '`park.by`: the server does not park in this way; another `dialect` may';
      if (answer === undefined)
        return '`park.proof`: a server that does not report the transfer has `answer` or `bye`; and `bounds.park`';
      return undefined;
    case 'no-party-parked':
      return '`park.to`: the server did not keep the parkee; a number that retrieves does not park';
    case 'parker-still-up':
      return '`park.end`: with `parker` the phone of the parker ends its leg itself';
    case 'joined-without-audio':
    case 'not-heard':
    case 'audio-late':
      return 'the audio: PCMU must be let through in both directions, and `addresses` names a media relay at another address';
    case 'call-not-answered':
      return answer === 404 || answer === 480
        ? 'the server does not know the registration of bob as an address to call: `domain` and `accounts.users`'
        : 'may these users call each other through the server?';
    case 'retrieval-failed':
      return answer === 404 ? `\`retrieve.to\`: \`${dialect.retrieve.to}\` is not where the call is` : undefined;
    case 'harness-late':
    case 'pool-starved':
      return 'again on a machine that has less to do';
    default:
      return undefined;
  }
}

function statusOf(event: HistoryEvent | undefined): number {
  if (event?.kind !== 'sip') return 0;
  return Number(/^(\d{3}) /.exec(startLine(event))?.[1] ?? 0);
}

function lastMessages(events: readonly HistoryEvent[]): readonly number[] {
  const check = events.findLast(
    (event) => event.kind === 'action' && event.verb === 'check' && event.state === 'asked',
  );
  return events
    .filter((event) => event.kind === 'sip' && event.n > (check?.n ?? 0))
    .slice(-LAST_MESSAGES)
    .map(({ n }) => n);
}
