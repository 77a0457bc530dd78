/** Answers to 401 and 407 challenges (RFC 3261 22, RFC 7616). */
import { randomBytes } from 'node:crypto';
import type { HeaderList } from '../dialog/request.ts';
import { authorization, parseChallenge, strengthOf, type Challenge } from '../digest.ts';
import { headerValues } from '../message/headers.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

const kinds = {
  401: { challenge: 'WWW-Authenticate', answer: 'Authorization' },
  407: { challenge: 'Proxy-Authenticate', answer: 'Proxy-Authorization' },
} as const;

/** The challenges that one request has met, and what to send because of them. */
export class Authentication {
  readonly #credentials: Credentials | undefined;
  /** By header name and realm: a registrar and a proxy on the way may each want their own. */
  readonly #answers = new Map<string, readonly [name: string, value: string]>();
  readonly #nonces = new Set<string>();

  constructor(credentials: Credentials | undefined) {
    this.#credentials = credentials;
  }

  /**
   * Header fields for the next attempt at `request` after `response`, or undefined when there is nothing to try: no
   * challenge, no credentials, an algorithm we do not know, or the same realm refused them and does not call the nonce stale.
   */
  answer(request: SipRequest, response: SipResponse): HeaderList | undefined {
    if (this.#credentials === undefined) return undefined;
    if (response.status !== 401 && response.status !== 407) return undefined;
    const kind = kinds[response.status];
    const keyOf = ({ realm }: Challenge): string => `${kind.answer} ${realm}`;
    const challenge = strongest(
      headerValues(response, kind.challenge)
        .map(parseChallenge)
        .filter((each) => each !== undefined)
        .filter((each) => !this.#nonces.has(each.nonce) && (each.stale || !this.#answers.has(keyOf(each)))),
    );
    if (challenge === undefined) return undefined;
    this.#nonces.add(challenge.nonce);
    this.#answers.set(keyOf(challenge), [kind.answer, this.#respond(challenge, request, this.#credentials)]);
    return [...this.#answers.values()];
  }

  #respond(challenge: Challenge, request: SipRequest, by: Credentials): string {
    return authorization({
      challenge,
      username: by.username,
      password: by.password,
      method: request.method,
      uri: request.uri,
      nc: 1,
      cnonce: randomBytes(8).toString('hex'),
      body: request.body,
    });
  }
}

/** Of the challenges for the topmost realm, the one with the strongest hash; of equals the topmost (RFC 8760 2.4). */
function strongest(challenges: readonly Challenge[]): Challenge | undefined {
  const [first] = challenges;
  return challenges
    .filter(({ realm }) => realm === first?.realm)
    .toSorted((a, b) => strengthOf(b.algorithm) - strengthOf(a.algorithm))[0];
}
