/** What messages and packets carry: session descriptions, dialog-info documents, sipfrags, RTP. */
import { isDeepStrictEqual } from 'node:util';
import { Ear } from '../../../src/media/ear.ts';
import { PARTY_SIGNATURES } from '../../../src/media/voices.ts';
import { decodePcmu } from '../../../src/media/pcmu.ts';
import { formatRtp, parseRtp } from '../../../src/media/rtp.ts';
import { formatDialogInfo, parseDialogInfo } from '../../../src/sip/dialog-info.ts';
import { decodeText, encodeText } from '../../../src/sip/message/octets.ts';
import { answerSdp, audioOf, formatSdp, parseSdp } from '../../../src/sip/sdp.ts';
import { formatSipfrag, parseSipfrag } from '../../../src/sip/sipfrag.ts';
import { escapeXml, parseXml } from '../../../src/sip/xml.ts';
import { LONGEST, type Target } from '../target.ts';
import { seedTexts } from './seeds.ts';
import { sdpWords, sipWords, xmlWords } from './pieces.ts';

export const sdp: Target = {
  name: 'sdp',
  words: sdpWords,
  share: 10,
  slow: 200,
  seeds: () =>
    seedTexts(
      'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\na=sendrecv\r\n',
      'v=0\no=a 18446744073709551615 2 IN IP6 ::1\ns=x y\nt=0 0\nm=video 4000/2 RTP/AVP 31\nm=audio 4002 RTP/AVP 8 0 101\nc=IN IP4 0.0.0.0\na=sendonly\n',
    ),
  check(input) {
    const read = parseSdp(input);
    if (read === undefined) return undefined;
    const written = formatSdp(read);
    // Bare LFs become CRLFs, which can make it longer than what is read at all.
    const fits = encodeText(written).length <= LONGEST;
    if (fits && !isDeepStrictEqual(parseSdp(encodeText(written)), read))
      return 'reads otherwise when it is written again';
    audioOf(read);
    const answer = answerSdp(read, { address: '127.0.0.1', port: 4000, sessionId: 1, version: 1 });
    if (answer === undefined) return undefined;
    if (answer.media.length !== read.media.length) return 'is answered with another number of streams';
    return parseSdp(encodeText(formatSdp(answer))) === undefined ? 'is answered with what cannot be read' : undefined;
  },
};

/** XML 1.0 2.2, with lone surrogates among what is no character. */
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const NO_XML_CHARACTER = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

export const dialogInfo: Target = {
  name: 'dialog-info',
  words: xmlWords,
  share: 6,
  slow: 200,
  seeds: () =>
    seedTexts(
      '<?xml version="1.0"?>\n<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="0" state="full" entity="sip:park@a">\n<dialog id="1" call-id="a@b" local-tag="1" remote-tag="2" direction="recipient"><state event="replaced">confirmed</state><local><identity>sip:1@a</identity><target uri="sip:101@127.0.0.1"/></local><remote><target uri="sip:alice@127.0.0.1:5060"/></remote></dialog>\n</dialog-info>\n',
      "<d:dialog-info xmlns:d='urn:ietf:params:xml:ns:dialog-info' version='7' state='partial' entity='a&amp;b'><!-- c --><?p > ?><n:x n:y='>'/><d:dialog id='&#x41;'><d:state><![CDATA[early]]></d:state></d:dialog></d:dialog-info>",
    ),
  check(input) {
    const text = decodeText(input);
    const quotable = text.length < 40_000 && !NO_XML_CHARACTER.test(text);
    if (quotable && parseXml(`<a b="${escapeXml(text)}"/>`)?.attributes.get('b') !== text) return 'cannot be quoted';
    const read = parseDialogInfo(input);
    if (read === undefined) return undefined;
    if (parseXml(input) === undefined) return 'is dialog-info but no XML';
    return isDeepStrictEqual(parseDialogInfo(formatDialogInfo(read)), { ...read, unreadable: 0 })
      ? undefined
      : 'reads otherwise when it is written again';
  },
};

export const sipfrag: Target = {
  name: 'sipfrag',
  words: sipWords,
  share: 4,
  slow: 200,
  seeds: () =>
    seedTexts(
      'SIP/2.0 200 OK\r\nContact: <sip:101@127.0.0.1>\r\n',
      'SIP/2.0 100 Trying',
      'sip/2.0 503 \nRetry-After: 3\n\nx',
    ),
  check(input) {
    const read = parseSipfrag(input);
    if (read === undefined) return undefined;
    return isDeepStrictEqual(parseSipfrag(encodeText(formatSipfrag(read))), read)
      ? undefined
      : 'reads otherwise when it is written again';
  },
};

export const rtp: Target = {
  name: 'rtp',
  words: ['\x80\x00', '\x90', '\xa0', '\x8f', '\xff\xff', '\0\0\0\0', '\x80\xc8'],
  share: 1,
  slow: 200,
  seeds: () => [
    Buffer.from(
      formatRtp({
        payloadType: 0,
        marker: true,
        sequence: 65_535,
        timestamp: 160,
        ssrc: 7,
        payload: Buffer.alloc(160, 0x55),
      }),
    ),
  ],
  check(input) {
    const read = parseRtp(input);
    if (read === undefined) return undefined;
    const { payload, ...head } = read;
    const again = parseRtp(formatRtp(read));
    if (again === undefined || !Buffer.from(payload).equals(again.payload))
      return 'has another payload when written again';
    const { payload: _, ...headAgain } = again;
    const { ssrc, timestamp } = read;
    new Ear([{ name: 'alice', sound: PARTY_SIGNATURES.alice }]).hear({
      samples: decodePcmu(payload),
      at: 0,
      ssrc,
      timestamp,
    });
    return isDeepStrictEqual(headAgain, head) ? undefined : 'has another head when written again';
  },
};
