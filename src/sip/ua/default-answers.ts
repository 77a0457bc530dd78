/** The answers of a user agent to requests that no handler takes (RFC 3261 8.2). */
import { isReplacesMisplaced } from '../dialog/replaced-dialog.ts';
import type { IncomingRequest } from '../endpoint.ts';
import { header, headerValues } from '../message/headers.ts';
import type { Core } from './core.ts';
import { allowEvents, capabilities, contactValue, extensions, methods, product } from './identity.ts';
import { reply } from './send-response.ts';

/** Refuses a request to a URI that is none of SIP's, that demands an unknown extension or lacks a field; false when nothing is wrong with it. */
export function refuseMalformed(incoming: IncomingRequest): boolean {
  const { request } = incoming;
  if (!/^sips?:/i.test(request.uri)) {
    reply(incoming, 416);
    return true;
  }
  const strange = headerValues(request, 'Require').filter((tag) => !extensions.includes(tag.toLowerCase()));
  if (strange.length > 0) {
    reply(incoming, 420, { headers: [['Unsupported', strange.join(', ')]] });
    return true;
  }
  if (isReplacesMisplaced(request)) {
    reply(incoming, 400, { reason: 'Misplaced Replaces' });
    return true;
  }
  const missing = ['Event', 'Subscription-State'].find((name) => header(request, name) === undefined);
  if (request.method === 'NOTIFY' && missing !== undefined) {
    reply(incoming, 400, { reason: `Missing ${missing}` });
    return true;
  }
  return false;
}

/** Answers a request that no usage of its dialog, or no handler outside one, has taken. */
export function answerUnclaimed(core: Core, incoming: IncomingRequest): void {
  const { method } = incoming.request;
  switch (method) {
    case 'ACK':
      return;
    case 'OPTIONS':
      answerOptions(core, incoming);
      return;
    case 'SUBSCRIBE':
      reply(incoming, 489, { headers: [allowEvents] });
      return;
    // Each of these belongs to a session or subscription, and there is none.
    case 'INVITE':
    case 'CANCEL':
    case 'BYE':
    case 'UPDATE':
    case 'INFO':
    case 'PRACK':
    case 'NOTIFY':
      reply(incoming, 481);
      return;
    default:
      reply(incoming, known.has(method) ? 405 : 501, { headers: [['Allow', methods.join(', ')]] });
  }
}

/** Methods of other RFCs, which exist but are not for us (405, not 501). */
const known = new Set(['REGISTER', 'MESSAGE', 'PUBLISH', 'REFER']);

function answerOptions(core: Core, incoming: IncomingRequest): void {
  reply(incoming, 200, {
    headers: [
      ['Contact', contactValue(core.identity)],
      ['Accept', 'application/sdp'],
      ...capabilities(),
      ...product(core.identity, 'Server'),
    ],
  });
}
