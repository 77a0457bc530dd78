/** The keys of SRTP that two descriptions agree on (RFC 4568 section 5.1). Pure but for the random keys. */
import { newSrtpKey, type SrtpFault, type SrtpKeys, SUITES } from '../srtp-key.ts';
import type { AudioStream, OwnCryptos } from './sdp.ts';

/** A key for each suite. */
export function newCryptos(): OwnCryptos {
  return SUITES.map((suite, at) => ({ tag: at + 1, key: newSrtpKey(suite) }));
}

/** The pair of lines with one tag and one suite, whichever side has made the offer; or why there is none. */
export function agreedKeys(here: AudioStream | undefined, there: AudioStream): SrtpKeys | SrtpFault {
  if (!there.secure) return 'no-savp';
  for (const { tag, key: remote } of there.cryptos) {
    const own = here?.cryptos.find((each) => each.tag === tag && each.key.suite === remote.suite);
    if (own !== undefined) return { local: own.key, remote };
  }
  return there.cryptos.length === 0 ? 'no-crypto' : 'other-crypto';
}
