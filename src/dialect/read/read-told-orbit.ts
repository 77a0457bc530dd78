/** What tells the orbit beside the park itself: a request to the parker, or a hook. */
import { groupIn } from '../../candidate/dialect/orbit-match.ts';
import type { Dialect, ToldOrbit } from '../../candidate/dialect/dialect-table.ts';
import type { Action } from '../../judge/evidence/actions.ts';
import { isRequest, type Messages, type Seen } from '../../judge/evidence/seen-messages.ts';
import type { SipRequest } from '../../sip/message/message.ts';
import { decodeText } from '../../sip/message/octets.ts';
import { serializeMessage } from '../../sip/message/serialize.ts';
import type { Known } from '../reading.ts';
import { hookOf } from './read-hooks.ts';
import type { AskedToPark } from './read-park-requests.ts';
import { orbitTold } from '../../candidate/dialect/orbit-match.ts';

export interface Told {
  readonly orbit: string;
  readonly seen: Seen<SipRequest>;
}

/** The first that came while the park was asked for. */
export function toldByMessage(
  place: ToldOrbit | undefined,
  { by, range }: Action,
  messages: Messages,
): Told | undefined {
  if (place?.of === undefined) return undefined;
  const { match, of } = place;
  for (const seen of messages.during(range)) {
    if (seen.tap !== by || seen.direction !== 'in' || !isRequest(seen)) continue;
    const orbit = orbitTold(decodeText(serializeMessage(seen.message)), { match, of });
    if (orbit !== undefined) return { orbit, seen };
  }
  return undefined;
}

/** What was asked, with the orbit, where that is told elsewhere. */
export function withToldOrbit(dialect: Dialect, action: Action, known: Known, asked: AskedToPark): AskedToPark {
  const { orbit: source, told } = dialect;
  if (asked.orbit !== undefined || told === undefined) return asked;
  if (source === 'message') {
    const message = toldByMessage(told, action, known.messages);
    return message === undefined ? asked : { ...asked, orbit: message.orbit, orbitSeen: message.seen.n };
  }
  const hook = source === 'hook' ? hookOf(known, action, told.hook === undefined ? 'park' : 'orbit') : undefined;
  const orbit = hook?.outcome === 'done' ? groupIn(hook.output, told.match) : undefined;
  return orbit === undefined ? asked : { ...asked, orbit, orbitSeen: hook?.n };
}
