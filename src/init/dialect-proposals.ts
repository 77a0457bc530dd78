/**
 * Which dialect a server probably speaks, by what it calls itself in the Server or User-Agent of its answers, and the keys in which
 * it differs from the preset. What each does on the wire, and where that is stated, is in docs/testing-your-server.md.
 */
import type { PresetName } from '../candidate/dialect/dialect-presets.ts';

export interface DialectProposal {
  readonly preset: PresetName;
  /** Lines of the candidate file beside `dialect`. */
  readonly keys: readonly string[];
  /** Ranges of orbits that the server has by default. */
  readonly orbits: { readonly primary: string; readonly backup: string };
  readonly why: string;
}

interface Known extends Omit<DialectProposal, 'why'> {
  readonly banner: RegExp;
  readonly system: string;
  readonly does: string;
}

const SMALL = { primary: '100-199', backup: '200-299' } as const;
const LOT = { primary: '701-720', backup: '751-770' } as const;
const FREEPBX = { primary: '71-79', backup: '81-89' } as const;
const VALET = { primary: '6001-6049', backup: '6051-6099' } as const;
const STARRED = { primary: '5901-5949', backup: '5951-5999' } as const;
const YEASTAR = { primary: '6000-6049', backup: '6050-6099' } as const;
const EXTENSIONS = { primary: '2001-2049', backup: '2051-2099' } as const;

/**
 * The first that matches is taken: names of products come before those of what they are made of. A banner is the name of the product
 * where no source gives one. Each row names what its keys rest on; "inferred" is in no source.
 */
const KNOWN: readonly Known[] = [
  // Its issue 1074 and the wiki of Park Pro: the number of a slot parks and retrieves. `state` beside `notify`: Asterisk says 200 too early.
  {
    banner: /\b(FPBX|FreePBX)/i,
    system: 'FreePBX',
    preset: 'one-touch-slot',
    keys: [
      'park: { by: refer, to: "${slot}", proof: [notify, state], end: parker }',
      'state: { subscribe: "${slot}", held: true }',
    ],
    orbits: FREEPBX,
    does: 'a blind transfer to the number of a slot parks, and a call to that number retrieves',
  },
  // fusionpbx at c7a00dc, app/dialplans and templates/provision: *5901 to *5999, park+*<slot>. The proof is that of valet_park.
  {
    banner: /\bFusionPBX/i,
    system: 'FusionPBX',
    preset: 'valet',
    keys: [
      'park: { by: refer, to: "*${slot}", proof: notify, end: parker }',
      'retrieve: { to: "*${orbit}" }',
      'state: { subscribe: "park+*${slot}" }',
    ],
    orbits: STARRED,
    does: 'valet_park of FreeSWITCH, whose numbers begin with *',
  },
  // Its documentation of park: *3 and the slot for both, and a default presence state of `early`.
  {
    banner: /\b(2600hz|Kazoo)\b/i,
    system: 'Kazoo',
    preset: 'one-touch-slot',
    keys: [
      'park: { by: refer, to: "*3${slot}", proof: notify, end: parker }',
      'retrieve: { to: "*3${orbit}" }',
      'empty: unknown',
      'state: { subscribe: "*3${slot}", parked: [early] }',
    ],
    orbits: SMALL,
    does: '*3 and the slot parks and retrieves, and a parked call is shown as one that rings',
  },
  // help.yeastar.com, call parking overview and feature codes: *05 and the slot, 6000 and on. The BYE as a proof is inferred.
  {
    banner: /\bYeastar/i,
    system: 'Yeastar P',
    preset: 'dtmf',
    keys: [],
    orbits: YEASTAR,
    does: '*05 and the slot are pressed in the call',
  },
  // FreeSWITCH at cc93a68, mod_valet_parking.c: a dialler of an empty slot is parked; 60xx is in the default dialplan.
  {
    banner: /\bFreeSWITCH/i,
    system: 'FreeSWITCH',
    preset: 'valet',
    keys: [],
    orbits: VALET,
    does: 'valet_park parks a party that calls an empty slot, and its state is at park+<slot>',
  },
  // Measured on Asterisk 22; res_parking.conf.sample has 700 and 701-720. That a slot is shown by a hint depends on the dialplan.
  {
    banner: /\bAsterisk/i,
    system: 'Asterisk',
    preset: 'asterisk-lot',
    keys: [],
    orbits: LOT,
    does: 'res_parking parks on a blind transfer to 700, and a hint for each slot shows which one it has chosen',
  },
  // Feature guides of two providers (help.kmvoice.com 154, help.bonline.com): *68 and *88. The body is from an Asterisk module for its phones.
  {
    banner: /\b(BroadWorks|BroadSoft)/i,
    system: 'BroadWorks',
    preset: 'feature-code',
    keys: [
      'state: { subscribe: "${slot}", event: call-info, accept: application/x-broadworks-callpark-info+xml, parked: "<parked>" }',
    ],
    orbits: EXTENSIONS,
    does: 'the call is held, and *68 and an extension are called',
  },
  // support.portsip.com: *68 parks and *88 retrieves. That the call is held, and that the answer is the proof, is inferred.
  {
    banner: /\bPortSIP/i,
    system: 'PortSIP',
    preset: 'feature-code',
    keys: [],
    orbits: EXTENSIONS,
    does: 'the call is held, and *68 and an extension are called',
  },
  // doc.vodia.com, park orbits: *85 and *86. That they are called and not pressed is inferred.
  {
    banner: /\b(Vodia|snomONE|snom ONE)/i,
    system: 'Vodia',
    preset: 'feature-code',
    keys: ['park: { by: invite, to: "*85${slot}", proof: answer, end: server }', 'retrieve: { to: "*86${orbit}" }'],
    orbits: SMALL,
    does: '*85 and the orbit park, *86 and the orbit retrieve',
  },
  // Hosted IP PBX Feature Guide 7.2 chapter 19, and the source of MaX UC: 202, 486, *14. That the request is a REFER is inferred.
  {
    banner: /\b(Metaswitch|MetaSphere)/i,
    system: 'Metaswitch',
    preset: 'one-touch-slot',
    keys: [
      'park: { by: refer, to: "${slot}", proof: answer, end: server }',
      'retrieve: { to: "*14${orbit}" }',
      'empty: unknown',
    ],
    orbits: SMALL,
    does: '202 to a transfer to an orbit says that the call is parked there',
  },
  // Feature guides of CUCM 9.1 and 14: an attended transfer to the number, a prefix to retrieve. The prefix is set in each system.
  {
    banner: /\bCisco-?CUCM/i,
    system: 'Cisco CUCM, directed call park',
    preset: 'one-touch-slot',
    keys: [
      'park: { by: attended, to: "${slot}", proof: notify, end: parker }',
      'retrieve: { to: "22${orbit}" } # to fill in: the prefix that retrieves',
      'empty: unknown',
    ],
    orbits: { primary: '1000-1049', backup: '1050-1099' },
    does: 'an attended transfer to the number parks, and a prefix before it retrieves',
  },
  // reSIProcate at 68c54f2, resip/recon/MOHParkServer: 302 with ;orbit=, and a REFER with Replaces to the retriever.
  {
    banner: /\b(reSIProcate|repro)\b/i,
    system: 'reSIProcate',
    preset: 'rfc5359',
    keys: [
      'park: { by: refer-server, to: park, proof: notify, redirects: follow }',
      'orbit: { from: redirect, match: ";orbit=(\\\\d+)" }',
      'retrieve: { to: "${orbit}", refer: accept }',
    ],
    orbits: SMALL,
    does: 'a REFER to park is redirected to the orbit, and the retriever is referred to the parkee',
  },
];

/** By what the server calls itself; undefined for a name that is not known. */
export function proposedByBanner(banner: string): DialectProposal | undefined {
  const known = KNOWN.find((each) => each.banner.test(banner));
  if (known === undefined) return undefined;
  const { preset, keys, orbits, system, does } = known;
  return { preset, keys, orbits, why: `it calls itself ${system}: ${does}` };
}

const ORBITS: Readonly<Record<PresetName, DialectProposal['orbits']>> = {
  rfc5359: SMALL,
  'asterisk-lot': LOT,
  'one-touch-slot': SMALL,
  valet: VALET,
  'feature-code': EXTENSIONS,
  dtmf: SMALL,
};

/** A preset as it is. */
export function plainProposal(preset: PresetName, why: string): DialectProposal {
  return { preset, keys: [], orbits: ORBITS[preset], why };
}
