/** A phone that the candidate led outside of its cell: what it did not send, or not listen to, may be the very thing that is missing. */
import type { AstrayEvent, HistoryEvent } from '../history/event.ts';
import { placeOf } from '../history/place.ts';
import { decodeText } from '../sip/message/octets.ts';
import { within } from './evidence/hearing.ts';
import { isResponse, type Seen, statusLine } from './evidence/seen-messages.ts';
import type { Excerpt } from './excerpt.ts';
import type { Facts } from './facts.ts';
import { fail, type Finding, retold } from './finding.ts';
import { answerTo, OF_ADDRESSES } from './sentences/advisory-words.ts';
import { WORDS } from './sentences/field-words.ts';

type Astray = HistoryEvent & AstrayEvent;

/**
 * Beside a failure it is told, also where it came before the check: who is not answered once is not answered later either. What was
 * left open because of it is a failure, since it is the candidate that named the place. Else it is an advisory.
 */
export function withLedAstray({ facts, range }: Excerpt, finding: Finding): Finding {
  const during = facts.astrays.findLast(({ n }) => within(n, range));
  const astray = during ?? (finding.verdict === 'fail' ? facts.astrays.at(-1) : undefined);
  if (astray === undefined) return finding;
  const what = whatOf(facts, astray);
  const evidence = [...finding.evidence, astray.n].toSorted((a, b) => a - b);
  switch (finding.verdict) {
    case 'fail':
      return { ...retold(finding, 'led-astray-too', { what, because: finding }), evidence };
    case 'inconclusive':
      // Who sends audio from elsewhere is not known.
      if (astray.direction === 'in')
        return { ...retold(finding, 'led-astray-too', { what, because: finding }), evidence };
      return fail('led-astray', { what, because: finding }, { ...finding, evidence });
    case 'pass':
      return {
        ...finding,
        advisories: [...finding.advisories, { text: what, source: OF_ADDRESSES, evidence: [astray.n] }],
      };
    case 'error':
    case 'not-applicable':
      return finding;
  }
}

function whatOf(facts: Facts, astray: Astray): string {
  const { tap, channel, direction, remote, line = '' } = astray;
  if (direction === 'in') return WORDS.audioFromOutside(tap, remote);
  const named = facts.messages
    .of(tap, astray.callId ?? '')
    .findLast((seen) => seen.direction === 'in' && seen.n < astray.n && names(seen, placeOf(remote)));
  const by = named === undefined ? undefined : WORDS.messageOf(nameOf(named), whoseOf(facts, named));
  if (channel === 'rtp') return WORDS.audioLedOutside(tap, remote, by);
  return WORDS.messageLedOutside(tap, remote, line.replace(/ SIP\/2\.0$/, ''), by);
}

/** The host of a place stands in a message: in a header field, or in its session description. */
function names({ message }: Seen, place: string): boolean {
  // Of IPv6 a URI has brackets around it, and a session description has none.
  const host = place.slice(0, place.lastIndexOf(':')).replaceAll(/[[\]]/g, '');
  return message.headers.some(({ value }) => value.includes(host)) || decodeText(message.body).includes(host);
}

function nameOf(seen: Seen): string {
  return isResponse(seen) ? answerTo(statusLine(seen), seen.method) : seen.method;
}

function whoseOf({ run }: Facts, { remote }: Seen): string {
  if (remote === run.pools.primary) return 'primary';
  if (remote === run.edge) return 'edge';
  return remote === run.pools.backup ? 'backup' : remote;
}
