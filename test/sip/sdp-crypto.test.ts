import { describe, expect, test } from '@jest/globals';
import { formatCrypto, readCrypto } from '../../src/sip/sdp-crypto.ts';
import { agreedKeys, newCryptos } from '../../src/sip/srtp-agreement.ts';
import { answerSdp, audioOf, audioOffer } from '../../src/sip/sdp.ts';

const KEYS = 'inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz';
const LINE = `crypto:1 AES_CM_128_HMAC_SHA1_80 ${KEYS}`;
const ours = { address: '127.0.0.1', port: 4000, sessionId: 1, version: 1, direction: 'sendrecv' } as const;

describe('a line a=crypto', () => {
  test.each([
    ['of RFC 4568', `${LINE}|2^20 FEC_ORDER=FEC_SRTP`, undefined],
    ['with a lifetime', `${LINE}|2^20`, 1],
    ['with a lifetime in digits and a hint', `${LINE}|1048576 WSH=128`, 1],
    ['with an identifier of its key', `${LINE}|2^20|1:4`, undefined],
    ['with two keys', `${LINE};${KEYS}`, undefined],
    ['that leaves packets unencrypted', `${LINE} UNENCRYPTED_SRTP`, undefined],
    ['that changes keys', `${LINE} KDR=10`, undefined],
    ['of another suite', LINE.replace('AES_CM_128', 'F8_128'), undefined],
    ['with a key that is too short', LINE.slice(0, -4), undefined],
  ])('%s', (_, line, tag) => {
    expect(readCrypto(line)?.tag).toBe(tag);
  });

  test('is written as it is read', () => {
    const [read] = [readCrypto(LINE)];
    expect(read && formatCrypto(read)).toBe(LINE);
  });
});

describe('an answer about SRTP', () => {
  test('takes the first line of the offer that fits, and both sides agree on its keys', () => {
    const [theirs, own] = [newCryptos().toReversed(), newCryptos()];
    const offer = audioOffer({ ...ours, cryptos: theirs });
    const answer = answerSdp(offer, { ...ours, cryptos: own });
    const [there, here] = [audioOf(offer), answer && audioOf(answer)];
    expect(here?.cryptos).toMatchObject([{ tag: 2, key: { suite: 'AES_CM_128_HMAC_SHA1_32' } }]);
    expect(there && agreedKeys(here, there)).toMatchObject({ local: { key: own[1]?.key.key }, remote: theirs[0]?.key });
  });

  test('refuses RTP where SRTP is wanted, and SRTP where it is not', () => {
    expect(answerSdp(audioOffer(ours), { ...ours, cryptos: newCryptos() })).toBeUndefined();
    expect(answerSdp(audioOffer({ ...ours, cryptos: newCryptos() }), ours)).toBeUndefined();
  });

  test('with another tag than was offered agrees on nothing', () => {
    const own = audioOf(audioOffer({ ...ours, cryptos: newCryptos().slice(0, 1) }));
    const other = audioOf(
      audioOffer({
        ...ours,
        cryptos: newCryptos()
          .slice(0, 1)
          .map((each) => ({ ...each, tag: 7 })),
      }),
    );
    expect(other && agreedKeys(own, other)).toBe('other-crypto');
  });
});
