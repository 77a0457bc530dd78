import { z } from 'zod';
import { PRESET_NAMES } from './dialect-presets.ts';
import { hookSchema } from './hook-schema.ts';
import { checkRegexp, GROUP, isRegexp } from './orbit-match.ts';
import {
  BODY_METHODS,
  DIGIT_WAYS,
  EMPTY_ORBITS,
  ORBIT_SOURCES,
  PARK_ENDS,
  PARK_PROOFS,
  PARK_WAYS,
  PARKED_STATES,
  RETRIEVAL_WAYS,
  TELLING_METHODS,
} from './dialect-table.ts';

/** The keys of a candidate file that say how it parks and retrieves. What they mean to each other is checked in check-dialect.ts. */

const template = z
  .string()
  .regex(/^[^\s<>"]+$/, 'a user part such as park or "*68${slot}", or a SIP URI, without white space')
  .describe('a user part at the domain, or a SIP URI; ${orbit} or ${slot} and ${domain} are filled in');

const token = z.string().regex(/^[A-Za-z0-9.!%*_+`'~-]+$/, 'a word such as dialog');

export const dialectKeys = {
  dialect: z
    .enum(PRESET_NAMES)
    .optional()
    .describe('how to park and retrieve on the wire: a preset, which park, orbit, retrieve, empty and state may change')
    .meta({ examples: [...PRESET_NAMES] }),
  park: z
    .strictObject({
      by: z
        .enum(PARK_WAYS)
        .optional()
        .describe(
          'how the parker asks: refer-server (RFC 5359), refer (a blind transfer), attended (a transfer after a consultation), invite (a code that is called), dtmf (keys that are pressed in the call), body (a request with a body of its own), hook (an order outside SIP)',
        )
        .meta({ examples: ['refer'] }),
      to: template.optional().meta({ examples: ['park', '700', '${slot}', '*68${slot}'] }),
      proof: z
        .union([z.enum(PARK_PROOFS), z.array(z.enum(PARK_PROOFS)).min(1, 'name at least one proof')])
        .optional()
        .describe(
          'what says that the call is parked, one or a list of which all must come: notify (the final NOTIFY of the REFER), answer (to the request), state (an orbit turns occupied), bye (the end of the leg of the parker), message (a request that tells the orbit), hook (its end)',
        )
        .meta({ examples: ['notify', ['notify', 'state']] }),
      end: z
        .enum(PARK_ENDS)
        .optional()
        .describe("who ends the parker's leg when the call is parked")
        .meta({ examples: ['parker'] }),
      send: z
        .string()
        .regex(
          /^(?:[0-9*#A-D]|\$\{[^}]*\})+$/,
          'the keys of a telephone (0 to 9, *, #, A to D) and ${slot}: "*05${slot}"',
        )
        .optional()
        .describe('the keys that park the call, with `by: dtmf`; ${slot} stands for the orbit')
        .meta({ examples: ['*05${slot}', '*5'] }),
      via: z
        .array(z.enum(DIGIT_WAYS))
        .min(1, 'name at least one way')
        .optional()
        .describe(
          'how the keys get there, the first way that works: rfc4733 (telephone events in the audio), info (an INFO for each key)',
        )
        .meta({ examples: [['rfc4733', 'info']] }),
      method: z
        .enum(BODY_METHODS)
        .optional()
        .describe(
          'the request that parks, with `by: body`: INFO in the call, REFER or INVITE outside any dialog to `park.to`',
        )
        .meta({ examples: ['REFER'] }),
      type: z
        .string()
        .regex(/^[\w.+-]+\/[\w.+-]+(?:;\s*[\w-]+=[\w.-]+)*$/, 'a media type, such as application/json')
        .optional()
        .describe('the Content-Type of the request, with `by: body`')
        .meta({ examples: ['application/x-cisco-remotecc-request+xml', 'application/json'] }),
      body: z
        .string()
        .min(1, 'name a file')
        .optional()
        .describe(
          'the file, beside this one, with the body of the request; ${callid}, ${localtag}, ${remotetag}, ${slot}, ${domain} … are filled in',
        )
        .meta({ examples: ['park.xml', './park.json'] }),
      redirects: z
        .literal('follow')
        .optional()
        .describe('follow: a REFER that is answered with a 3xx is sent again, to its Contact')
        .meta({ examples: ['follow'] }),
      hook: hookSchema
        .optional()
        .describe('the order that parks the call, with `by: hook`; ${pool}, ${callid}, ${slot} … are filled in'),
    })
    .optional()
    .describe('how a call is parked: { by: refer, to: "${slot}" }'),
  orbit: z
    .strictObject({
      from: z
        .enum(ORBIT_SOURCES)
        .describe(
          'by which means the orbit is learnt: sipfrag (Contact of the final NOTIFY), chosen (by the parker), state (the one that turns occupied), redirect (Contact of the 3xx to the REFER), message (a request to the parker), hook (what it prints or answers)',
        )
        .meta({ examples: ['chosen', 'state'] }),
      match: z
        .string()
        .refine(checkRegexp, GROUP)
        .optional()
        .describe('the place of the orbit in what the server says: a regular expression with one group')
        .meta({ examples: ['sip:(\\d+)@', ';orbit=(\\d+)'] }),
      of: z
        .array(z.enum(TELLING_METHODS))
        .min(1, 'name at least one request')
        .optional()
        .describe('the requests to the parker in which the orbit is looked for, with `from: message`')
        .meta({ examples: [['NOTIFY', 'REFER']] }),
      hook: hookSchema
        .optional()
        .describe('an order that tells the orbit, with `from: hook`, where that which parks does not'),
    })
    .optional()
    .describe('the orbit of a parked call: { from: chosen }'),
  retrieve: z
    .strictObject({
      by: z
        .enum(RETRIEVAL_WAYS)
        .optional()
        .describe('how a call is retrieved: replaces (INVITE with Replaces to the parkee), invite (a number is called)')
        .meta({ examples: ['invite'] }),
      to: template.optional().meta({ examples: ['${orbit}', '*88${orbit}'] }),
      refer: z
        .literal('accept')
        .optional()
        .describe('accept: the server answers the retriever, and then refers it to the parkee')
        .meta({ examples: ['accept'] }),
    })
    .optional()
    .describe('how a call is retrieved: { by: invite, to: "*88${orbit}" }'),
  empty: z
    .enum(EMPTY_ORBITS)
    .optional()
    .describe('the treatment of a party that dials an empty orbit: refused, played an announcement, parked itself')
    .meta({ examples: ['announces'] }),
  state: z
    .strictObject({
      subscribe: template.optional().meta({ examples: ['${orbit}', 'park+${orbit}'] }),
      all: template
        .optional()
        .describe('the address at which a SUBSCRIBE shows all orbits of a pool, where there is one')
        .meta({ examples: ['park'] }),
      parked: z
        .union([
          z.array(z.enum(PARKED_STATES)).min(1, 'name at least one state'),
          z.string().refine(isRegexp, 'a regular expression, such as "occupied"'),
        ])
        .optional()
        .describe(
          'the states of a dialog in which a parked call is shown (RFC 4235); with `hook`, or `accept`, a regular expression that matches what is told where a call is',
        )
        .meta({ examples: [['confirmed'], ['early', 'confirmed'], 'occupied', 'Messages-Waiting:\\s*yes'] }),
      hook: hookSchema
        .optional()
        .describe('an order that tells whether a call is at ${orbit}, in the place of a SUBSCRIBE'),
      event: token
        .optional()
        .describe('the event package of the subscription; dialog where it is left out')
        .meta({ examples: ['dialog', 'presence', 'message-summary'] }),
      accept: z
        .string()
        .regex(/^[^\s/;,]+\/[^\s/;,]+$/, 'a media type, such as application/dialog-info+xml')
        .optional()
        .describe(
          'the media type of its NOTIFYs; application/dialog-info+xml where it is left out, and else `parked` is a regular expression',
        )
        .meta({
          examples: ['application/dialog-info+xml', 'application/pidf+xml', 'application/simple-message-summary'],
        }),
      held: z
        .boolean()
        .optional()
        .describe(
          'true where a subscription goes on and is refreshed, since the server answers no SUBSCRIBE with Expires 0',
        )
        .meta({ examples: [true] }),
    })
    .optional()
    .describe('how an orbit is looked at: { subscribe: "park+${orbit}", parked: [confirmed], held: true }'),
};

const whole = z.object(dialectKeys);
export type DialectSource = z.output<typeof whole>;
