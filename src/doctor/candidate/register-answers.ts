/** How the REGISTER of a phone was answered last, and where to look when that was no 2xx. */
import type { ActionEvent, HistoryEvent, RunEvent, SipEvent } from '../../history/event.ts';
import type { Party } from '../../suite/cell.ts';

export interface RegisterAnswer {
  readonly words: string;
  readonly isAnswered: boolean;
  readonly remedy: string;
  /** The last REGISTER and its answer. */
  readonly evidence: readonly number[];
}

export function lastAnswer(events: readonly HistoryEvent[], party: Party, run: RunEvent): RegisterAnswer {
  const place = run.edge ?? run.pools.primary;
  const own = events.filter(
    (event): event is HistoryEvent & SipEvent =>
      event.kind === 'sip' &&
      event.tap === party &&
      event.remote === place &&
      (isRegister(event.text) || event.unreadable !== undefined),
  );
  const sent = own.findLast(({ direction }) => direction === 'out');
  const answer = own.findLast(({ direction, text }) => direction === 'in' && !text.startsWith('SIP/2.0 1'));
  if (sent === undefined) {
    return { words: 'no REGISTER was sent', isAnswered: false, remedy: 'see the actions of the history', evidence: [] };
  }
  if (answer === undefined) {
    const uncarried = lastFailure(events, party);
    const remedy =
      uncarried === undefined
        ? `does the server take REGISTER at ${place}, and answer to the address in Via?`
        : 'see what kept it from the server';
    const why = uncarried === undefined ? '' : ` (${uncarried})`;
    return { words: `no REGISTER was answered${why}`, isAnswered: false, remedy, evidence: [sent.n] };
  }
  const evidence = [sent.n, answer.n].toSorted((a, b) => a - b);
  if (answer.unreadable !== undefined) {
    const words = `REGISTER was answered, but unreadable: ${answer.unreadable}`;
    return { words, isAnswered: true, remedy: 'a message that RFC 3261 lets be read', evidence };
  }
  const [line = ''] = answer.text.split('\r\n', 1);
  const status = Number(/^SIP\/2\.0 (\d{3})/.exec(line)?.[1] ?? 0);
  const credentials = /^(Proxy-)?Authorization:/im.test(sent.text);
  return {
    words: `REGISTER${credentials ? ' with credentials' : ''} was answered ${line.replace('SIP/2.0 ', '')}`,
    isAnswered: true,
    remedy: remedyOf(status, credentials, run.edge !== undefined),
    evidence,
  };
}

/** Why the network did not carry the last REGISTER, such as a certificate that is not accepted. */
function lastFailure(events: readonly HistoryEvent[], party: Party): string | undefined {
  const last = events.findLast(
    (event): event is HistoryEvent & ActionEvent =>
      event.kind === 'action' && event.verb === 'register' && event.by === party && event.state === 'failed',
  );
  return last?.failure === 'unreachable' ? last.why : undefined;
}

function isRegister(text: string): boolean {
  return /^CSeq:\s*\d+\s+REGISTER\b/im.test(text);
}

const USERS = '`domain` and `accounts.users` of the candidate file';

function remedyOf(status: number, credentials: boolean, isBehindEdge: boolean): string {
  if (status >= 200 && status < 300 && isBehindEdge)
    return 'the 2xx must list the Contact of the phone, and tell that the primary has accepted it: `pools.primary.known-by` (docs/edges.md)';
  if (status >= 200 && status < 300)
    return 'the 2xx must list the Contact of the phone, and come from the primary pool (RFC 3261 section 10.3)';
  if (status >= 300 && status < 400) return 'the pool sends its users elsewhere: is the other one the primary?';
  if (status === 401 || status === 407) {
    return credentials
      ? 'the password is refused: `accounts.password`, or `password` and `auth-user` of this user'
      : '`accounts.password` of the candidate file: the server asks for one';
  }
  if (status === 403) return `may these users register there? ${USERS}; and \`accounts.password\``;
  if (status === 404) return `these users, as ${USERS} name them, must be known to the server`;
  if (status === 423) return 'the server wants longer registrations than an hour';
  return `see the output of the server; ${USERS}`;
}
