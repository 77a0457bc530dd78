/** Which keys of `park` a way to ask needs, and which say nothing with it. */
import { dirname, isAbsolute, join } from 'node:path';
import type { Diagnostic } from '../../suite/diagnostic.ts';
import type { YamlDocument } from '../../suite/yaml.ts';
import { liesBelow, readBody } from './body-file.ts';
import { checkBody } from './body-template.ts';
import type { Objection } from './check-dialect.ts';
import type { DialectSource } from './dialect-schema.ts';
import type { Dialect, ParkWay } from './dialect-table.ts';
import { checkTold } from './check-told.ts';
import { hookText } from './check-hooks.ts';
import { namesOrbit } from './template-placeholders.ts';

type ParkKey = Exclude<keyof NonNullable<DialectSource['park']>, 'by' | 'proof' | 'end'>;

/** The ways that a key says something for, and an example of it. */
const KEYS: Readonly<Record<ParkKey, { readonly ways: readonly ParkWay[]; readonly example: string }>> = {
  to: { ways: ['refer-server', 'refer', 'attended', 'invite', 'body'], example: 'to: "*68${slot}"' },
  send: { ways: ['dtmf'], example: 'send: "*05${slot}"' },
  via: { ways: ['dtmf'], example: 'via: [rfc4733, info]' },
  method: { ways: ['body'], example: 'method: REFER' },
  type: { ways: ['body'], example: 'type: application/json' },
  body: { ways: ['body'], example: 'body: park.xml' },
  redirects: { ways: ['refer-server'], example: 'redirects: follow' },
  hook: { ways: ['hook'], example: 'hook: { run: [./park.sh, "${callid}"] }' },
};

/** Where a request names its orbit. */
export function orbitPlace({ by, to, digits, body, hook }: Dialect['park']): {
  readonly key: ParkKey;
  readonly text: string;
  readonly example: string;
} {
  if (by === 'dtmf') return { key: 'send', text: digits?.send ?? '', example: '*05${slot}' };
  if (by === 'body' && body !== undefined && (body.method === 'INFO' || namesOrbit(body.template))) {
    return { key: 'body', text: body.template, example: '<slot>${slot}</slot>' };
  }
  if (by === 'hook') return { key: 'hook', text: hook === undefined ? '' : hookText(hook), example: '${slot}' };
  return { key: 'to', text: to, example: '*68${slot}' };
}

/** @param source  the keys as the file has them, without those of the preset */
export function checkKeysOfWay({ park: own = {}, orbit }: DialectSource, dialect: Dialect): readonly Objection[] {
  const { park } = dialect;
  return [...idle(own, park.by), ...lacking(own, park), ...contradicting(park), ...checkTold(orbit, dialect)];
}

function idle(own: NonNullable<DialectSource['park']>, by: ParkWay): readonly Objection[] {
  return keys().flatMap((key): readonly Objection[] => {
    const { ways } = KEYS[key];
    if (own[key] === undefined || ways.includes(by)) return [];
    const message = `\`park.${key}\` says nothing for a park by \`${by}\``;
    const hint = ways.length === 1 ? `leave it out, or write \`by: ${ways[0]}\`` : 'leave it out';
    return [{ at: [['park', key]], message, hint }];
  });
}

function lacking(own: NonNullable<DialectSource['park']>, { by, digits }: Dialect['park']): readonly Objection[] {
  const at = [['park', 'by']] as const;
  if (by === 'dtmf' && digits === undefined) {
    return [{ at, message: 'nothing says which keys park a call', hint: `write \`${KEYS.send.example}\`` }];
  }
  const needed = by === 'body' ? (['method', 'type', 'body'] as const) : by === 'hook' ? (['hook'] as const) : [];
  const missing = needed.filter((key) => own[key] === undefined);
  return missing.map((key) => ({
    at,
    message: `a park by \`${by}\` needs \`park.${key}\``,
    hint: `write \`${KEYS[key].example}\``,
  }));
}

/** The file of the body, and what is in it. */
export function checkBodyFile({ park }: DialectSource, document: YamlDocument, folder: string): readonly Diagnostic[] {
  const file = park?.body;
  if (file === undefined || park?.by !== 'body') return [];
  const body = readBody(file, folder);
  if ('text' in body) {
    const found = checkBody(body.text, isAbsolute(file) ? file : join(dirname(document.file), file));
    return liesBelow(file, folder) ? found : found.map((one) => ({ ...one, text: '' }));
  }
  const hint = 'put the body of the request there; a file with a relative path lies beside this one';
  return [document.diagnose(['park', 'body'], 'value', `\`${file}\` cannot be read: ${body.why}`, hint)];
}

function contradicting({ proof, end, digits, body }: Dialect['park']): readonly Objection[] {
  const found: Objection[] = [];
  if (proof.includes('notify') && body !== undefined && body.method !== 'REFER') {
    const message = `no NOTIFY comes for an ${body.method}`;
    found.push({
      at: [
        ['park', 'proof'],
        ['park', 'method'],
      ],
      message,
      hint: 'write `proof: message` or `answer`',
    });
  }
  if (digits?.via.includes('rfc4733') === true && proof.includes('answer')) {
    const message = 'telephone events in the audio have no answer (RFC 4733)';
    found.push({
      at: [
        ['park', 'proof'],
        ['park', 'via'],
      ],
      message,
      hint: 'write `proof: bye`, or `via: [info]`',
    });
  }
  if (proof.includes('bye') && end === 'parker') {
    const message = 'the BYE of the server is waited for, and the parker ends its leg itself';
    found.push({
      at: [
        ['park', 'end'],
        ['park', 'proof'],
      ],
      message,
      hint: 'write `end: server`',
    });
  }
  return found;
}

function keys(): readonly ParkKey[] {
  return Object.keys(KEYS).filter((key): key is ParkKey => key in KEYS);
}
