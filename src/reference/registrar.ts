import type { IncomingRequest } from '../sip/endpoint.ts';
import { challenge, verify } from '../sip/digest.ts';
import { cseq } from '../sip/fields/cseq.ts';
import { parseNameAddr } from '../sip/fields/name-addr.ts';
import { callId } from '../sip/fields/tags.ts';
import { header, headerValues } from '../sip/message/headers.ts';
import type { SipRequest } from '../sip/message/message.ts';
import { parseUri } from '../sip/uri.ts';
import { answer } from './answer.ts';
import type { Registration } from './bindings.ts';
import { Nonces } from './nonces.ts';
import { type Header, isOurs, type PoolContext, uriAt, warning } from './pool-context.ts';

const DEFAULT_EXPIRES = 3_600;
const LONGEST_EXPIRES = 7_200;
/** In s. */
const PUT_OFF = '60';

/** Answers REGISTER (RFC 3261 10.3) as far as the pool's mode makes it the home of users. */
export class Registrar {
  readonly #pool: PoolContext;
  readonly #nonces = new Nonces();

  constructor(pool: PoolContext) {
    this.#pool = pool;
  }

  receive(incoming: IncomingRequest): void {
    const { behaviour, bindings, mode, peerAlive, settings } = this.#pool;
    const user = this.#userOf(incoming.request);
    const known = user !== undefined && bindings.of(user, Date.now()).length > 0;
    const verdict = behaviour.registration(mode(), peerAlive(), { user, known });
    if (verdict === 'ignore') return;
    if (verdict === 'redirect' && settings.peer !== undefined) {
      answer(incoming, 302, { headers: [['Contact', `<${uriAt(settings.peer.sip, undefined, settings.scheme)}>`]] });
    } else if (verdict === 'serve') {
      this.#serve(incoming);
    } else {
      const later: readonly Header[] = verdict === 'put-off' ? [['Retry-After', PUT_OFF]] : [];
      answer(incoming, 503, { headers: [...later, warning(this.#pool, 'this pool does not serve users now')] });
    }
  }

  #serve(incoming: IncomingRequest): void {
    const { request } = incoming;
    const user = this.#userOf(request);
    if (user === undefined) return answer(incoming, 404);
    if (!this.#mayRegister(request, user)) return this.#challenge(incoming);
    const registration = readRegistration(request);
    if (registration === undefined) return answer(incoming, 400, { reason: 'Bad Contact' });
    const now = Date.now();
    const { bindings, behaviour, mode } = this.#pool;
    const outcome = bindings.register(user, registration, now);
    if (outcome === 'out-of-order') return answer(incoming, 500, { reason: 'CSeq Out Of Order' });
    if (outcome === 'too-many') return answer(incoming, 503, { headers: [warning(this.#pool, 'too many bindings')] });
    const announcement = behaviour.announcement(mode(), outcome);
    answer(incoming, 200, {
      headers: [
        ...(behaviour.listsBindings(mode()) ? bindings.of(user, now) : []).map((binding): Header => {
          const left = Math.max(0, Math.ceil((binding.expiresAt - now) / 1000));
          const { contact, seconds: granted } = behaviour.granted(binding.contact, left, mode());
          return ['Contact', `<${contact}>;expires=${granted}`];
        }),
        ...registration.path.map((hop): Header => ['Path', hop]),
        ...(announcement === undefined ? [] : [['Presence-State', announcement] as const]),
      ],
    });
  }

  #userOf(request: SipRequest): string | undefined {
    const to = parseNameAddr(header(request, 'To') ?? '');
    const uri = to && parseUri(to.uri);
    return uri !== undefined && isOurs(this.#pool, uri) ? uri.user : undefined;
  }

  /** A user registers only itself: the user name of the credentials is the user part. */
  #mayRegister(request: SipRequest, user: string): boolean {
    const { password, digest: algorithms } = this.#pool.settings;
    if (password === undefined) return true;
    return headerValues(request, 'Authorization').some((credentials) => {
      const username = /\busername\s*=\s*"((?:[^"\\]|\\.)*)"/i.exec(credentials)?.[1];
      const nonceOk = (nonce: string): boolean => this.#nonces.accepts(nonce, Date.now());
      return username === user && verify(credentials, { method: request.method, password, nonceOk, algorithms });
    });
  }

  #challenge(incoming: IncomingRequest): void {
    const { domain: realm, digest } = this.#pool.settings;
    const nonce = this.#nonces.issue(Date.now());
    answer(incoming, 401, {
      headers: digest.map((algorithm) => {
        return ['WWW-Authenticate', challenge({ realm, nonce, algorithm, qop: 'auth' })] as const;
      }),
    });
  }
}

/** Undefined when a Contact cannot be read, or `*` comes with company or without `Expires: 0` (RFC 3261 10.2.2). */
function readRegistration(request: SipRequest): Registration | undefined {
  const order = {
    callId: callId(request) ?? '',
    cseq: cseq(request)?.seq ?? 0,
    path: headerValues(request, 'Path'),
  };
  const values = headerValues(request, 'Contact');
  const general = seconds(header(request, 'Expires')) ?? DEFAULT_EXPIRES;
  if (values.includes('*')) return values.length === 1 && general === 0 ? { ...order, contacts: 'all' } : undefined;
  const contacts: Array<{ uri: string; expires: number }> = [];
  for (const value of values) {
    const contact = parseNameAddr(value);
    if (contact === undefined || parseUri(contact.uri) === undefined) return undefined;
    const expires = seconds(contact.params.get('expires')) ?? general;
    contacts.push({ uri: contact.uri, expires: Math.min(expires, LONGEST_EXPIRES) });
  }
  return { ...order, contacts };
}

function seconds(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}
