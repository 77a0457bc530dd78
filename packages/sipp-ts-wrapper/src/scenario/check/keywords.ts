import { keywordsOf } from '../keywords.ts';
import { before, releaseName, type Release } from '../release.ts';
import { textsOf } from '../texts.ts';
import { eachPlace, problemAt, type Problem, type Subject } from './problem.ts';

/** Keywords that every known SIPp has. */
const SIMPLE = new Set(
  `authentication branch call_id call_number clock_tick cseq date dynamic_id fill last_Request_URI last_cseq_number
   last_message len local_ip local_ip_type local_port media_ip media_ip_type media_port msg_index next_url peer_tag_param
   pid remote_host remote_ip remote_port routes rtpstream_audio_port rtpstream_video_port server_ip service sipp_version
   tdmmap timestamp transport userid users`.split(/\s+/),
);

/** Keywords that take what is behind them. */
const OPEN = /^(?:field\d|file\b|last_.)/;

/** What is in brackets. */
export function keywords(subject: Subject): readonly Problem[] {
  const challenged = subject.steps.places.some(({ step }) => step.kind === 'recv' && step.auth === true);
  return eachPlace(subject, (place, section) =>
    textsOf(place.step)
      .flatMap(keywordsOf)
      .flatMap((found) => {
        if (found.kind === 'broken') return [problemAt(place, section, broken(found.line))];
        if (found.name === 'authentication' && !challenged) return [problemAt(place, section, UNCHALLENGED)];
        if (subject.keywords.has(found.name) || isKnown(found.name, subject.version)) return [];
        return [problemAt(place, section, unknown(found.name, subject.version))];
      }),
  );
}

function isKnown(name: string, version: Release): boolean {
  if (SIMPLE.has(name) || OPEN.test(name) || name.startsWith('$') || name.startsWith('tdmmap')) return true;
  if (name === 'auto_media_port') return before(version, '3.7.0') || !before(version, '3.7.3');
  return /^(?:crypto|ueaescm)/.test(name) && !before(version, '3.7.0');
}

function unknown(name: string, version: Release) {
  return {
    rule: 'keyword-unknown',
    what: `it has [${name}]`,
    why: `SIPp ${releaseName(version)} ends: "Unsupported keyword '${name}' in xml scenario file".`,
    hint: 'A keyword of -key has to be named in `keywords`; a bracket that is no keyword is written \\x5B, or by literal().',
  };
}

function broken(line: string) {
  return {
    rule: 'keyword-broken',
    what: `a bracket is open, empty or in another one in ${JSON.stringify(line)}`,
    why: 'SIPp ends, "Syntax error or invalid [keyword] in scenario", or sends something else.',
    hint: 'Close it; a bracket that is no keyword is written \\x5B, or by literal().',
  };
}

const UNCHALLENGED = {
  rule: 'authentication-unchallenged',
  what: 'it has [authentication], but no recv has auth: true',
  why: 'SIPp ends in the middle of the call: "Authentication keyword without dialog_authentication!"',
  hint: 'Set auth: true on the recv of 401 or 407.',
};
