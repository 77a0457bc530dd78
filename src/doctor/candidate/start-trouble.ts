/** Why a candidate could not be brought into its normal service, read out of the history of a cell. Pure. */
import type { ActionEvent, HistoryEvent, PhaseEvent, ProcessEvent, RunEvent } from '../../history/event.ts';
import type { Party } from '../../suite/cell.ts';
import { called, type Member, MEMBERS } from '../../candidate/member.ts';
import { count, exactTime } from '../../report/words.ts';
import { lastAnswer } from './register-answers.ts';
import type { Stumble } from './stumble.ts';

type Numbered<T> = HistoryEvent & T;

/** Undefined for a history in which both pools answered and all phones were registered, or that does not come to it. */
export function startTrouble(events: readonly HistoryEvent[]): Stumble | undefined {
  const missed = events.find(isMissedStart);
  const run = events.find((event) => event.kind === 'run');
  if (missed === undefined || run === undefined) return undefined;
  const before = events.filter(({ n }) => n < missed.n);
  const asked = before.some((event) => event.kind === 'action' && event.verb === 'register');
  return asked ? registerTrouble(run, before, missed) : poolTrouble(run, before, missed);
}

function isMissedStart(event: HistoryEvent): event is Numbered<PhaseEvent> {
  return event.kind === 'phase' && event.phase === 'normal' && event.state === 'missed';
}

function poolTrouble(run: RunEvent, events: readonly HistoryEvent[], missed: Numbered<PhaseEvent>): Stumble {
  const { candidate } = run;
  const within = exactTime(candidate.bounds.start);
  const ended = events.find(
    (event): event is Numbered<ProcessEvent> =>
      event.kind === 'process' && event.event === 'exited' && event.wanted !== true && !wasReady(events, event.pool),
  );
  if (ended !== undefined) {
    const { pool } = ended;
    return {
      fault: 'file',
      observed: `the program of ${called(pool)} ended by itself (${howEnded(ended, missed)}) and had answered no OPTIONS`,
      expected: `it runs, and answers OPTIONS at ${placeOf(run, pool)} within ${within}`,
      remedy: isMissing(ended)
        ? `\`${sectionOf(pool, candidate.runtime)}\` of the candidate file: is its program there, and may it be executed?`
        : 'start this command by hand, and correct what its output complains about',
      evidence: [ended.n, missed.n],
      ...startOf(events, pool),
    };
  }
  const refused = MEMBERS.find((pool) => missed.why?.startsWith(`${pool} could not be started`));
  if (refused !== undefined) {
    return {
      fault: 'file',
      observed: missed.why ?? '',
      expected: `the engine starts the container of ${called(refused)}`,
      remedy: `\`${sectionOf(refused, 'docker')}.image\` and \`${sectionOf(refused, 'docker')}.command\` of the candidate file`,
      evidence: [missed.n],
      pool: refused,
    };
  }
  const silent = MEMBERS.filter((pool) => !wasReady(events, pool) && missed.why?.includes(pool) === true);
  const pool = silent[0] ?? 'primary';
  return {
    fault: 'server',
    observed: `${called(pool)} did not answer OPTIONS at ${placeOf(run, pool)} within ${within}`,
    expected: `any SIP answer to OPTIONS from ${pool === 'edge' ? 'the edge' : 'either pool'}`,
    remedy: whereToListen(run, pool),
    evidence: [missed.n],
    ...startOf(events, pool),
  };
}

function whereToListen(run: RunEvent, pool: Member): string {
  const { candidate } = run;
  const place = placeOf(run, pool);
  const slow = '`bounds.start`, where the server only needs longer';
  if (candidate.runtime === 'remote') {
    return `is \`${pool === 'edge' ? pool : `pools.${pool}`}.sip\` its address, and does a firewall let ${place} be reached from here? Else ${slow}`;
  }
  const { port } = (pool === 'edge' ? candidate.edge : candidate.pools[pool]) ?? {};
  const told = port === 'auto' ? ' It is told the address by `${sip}` or `${sip.port}`.' : '';
  return `does ${pool === 'edge' ? 'the edge' : 'the server'} listen at ${place}?${told} Else ${slow}`;
}

function placeOf({ pools, edge = 'its address' }: RunEvent, pool: Member): string {
  return pool === 'edge' ? edge : pools[pool];
}

/** The key of the file under which it is said how that is started. */
function sectionOf(pool: Member, section: string): string {
  return pool === 'edge' ? `edge.${section}` : section;
}

/** The words of the missed phase know more of how it ended than the event: a program that is not there has no code. */
function howEnded({ code, signal, pool }: ProcessEvent, { why = '' }: PhaseEvent): string {
  if (typeof signal === 'string') return signal;
  if (typeof code === 'number') return `exit code ${code}`;
  return new RegExp(`^${pool} ended \\((.*?)\\)`, 's').exec(why)?.[1] ?? 'without an exit code';
}

/** The exit codes of a shell for a command that cannot be run (POSIX, 2.8.2); none where it could not be spawned. */
function isMissing({ code, signal }: ProcessEvent): boolean {
  return code === 126 || code === 127 || (typeof code !== 'number' && typeof signal !== 'string');
}

function wasReady(events: readonly HistoryEvent[], pool: Member): boolean {
  return events.some((event) => event.kind === 'process' && event.pool === pool && event.event === 'ready');
}

function startOf(events: readonly HistoryEvent[], pool: Member): Pick<Stumble, 'pool' | 'command'> {
  const started = events.findLast(
    (event): event is Numbered<ProcessEvent> =>
      event.kind === 'process' && event.pool === pool && event.event === 'started',
  );
  return { pool, ...(started?.command === undefined ? {} : { command: started.command }) };
}

function registerTrouble(run: RunEvent, events: readonly HistoryEvent[], missed: Numbered<PhaseEvent>): Stumble {
  const { cell } = run;
  const accepted = acceptedParties(events);
  const lacking = cell.parties.filter((party) => !accepted.has(party));
  const [party = cell.parties[0] ?? 'alice'] = lacking;
  const answer = lastAnswer(events, party, run);
  const others = lacking.length > 1 ? `; the same of ${count(lacking.length - 1, 'other user')}` : '';
  return {
    fault: 'server',
    observed: `${party} was not registered at the primary pool: ${answer.words}${others}`,
    expected: `a 2xx that lists its Contact, to the REGISTER of each of ${cell.parties.join(', ')}`,
    remedy: answer.remedy,
    evidence: answer.evidence.length === 0 ? [missed.n] : answer.evidence,
    ...startOf(events, 'primary'),
  };
}

/** The users that the primary has accepted at least once. */
export function acceptedParties(events: readonly HistoryEvent[]): ReadonlySet<Party> {
  const done = events.filter(
    (event): event is Numbered<ActionEvent> =>
      event.kind === 'action' && event.verb === 'register' && event.state === 'done' && event.pool === 'primary',
  );
  return new Set(done.flatMap(({ by }) => by ?? []));
}
