import { z } from 'zod';
import { DURATION, parseDuration } from './duration.ts';
import { INVITES, MOVES, REGISTERS, SRTP } from './phone-policy.ts';
import { LOCATE, parseLocate } from './locate-uri.ts';

/** The form of `phones` in a `candidate.yaml`. */
export const phonesSchema = z.strictObject({
  'min-session-expires': z
    .string()
    .refine((value) => parseDuration(value) !== undefined, 'a time is at most 60m, written such as 400ms, 4s or 1m')
    .refine((value) => (parseDuration(value) ?? 0) % 1_000 === 0, 'whole seconds, such as 90s')
    .meta({ pattern: DURATION.source, examples: ['90s'] })
    .optional()
    .describe('the shortest session interval (RFC 4028) that a phone grants; 90s where it is left out'),
  move: z
    .enum(MOVES)
    .optional()
    .describe('when a phone registers at the backup: at-once, or after-calls, when it is in no call')
    .meta({ examples: [...MOVES] }),
  return: z
    .enum(MOVES)
    .optional()
    .describe('when a phone goes back to the primary: at-once, or after-calls; as `move` where it is left out')
    .meta({ examples: [...MOVES] }),
  invite: z
    .enum(INVITES)
    .optional()
    .describe(
      'whom a phone asks that stays with a primary that is gone: its home all the same, or the backup, without registering there',
    )
    .meta({ examples: [...INVITES] }),
  register: z
    .enum(REGISTERS)
    .optional()
    .describe('where a phone is registered: at the pool that serves it, or at both at once, by a line at each')
    .meta({ examples: [...REGISTERS] }),
  locate: z
    .string()
    .refine(
      (value) => parseLocate(value) !== undefined,
      'what phones know is a SIP URI of a domain: sip:pbx.example, sip:pbx.example;transport=udp',
    )
    .meta({ pattern: LOCATE.source, examples: ['sip:pbx.example'] })
    .optional()
    .describe(
      'the domain that is all the phones know: its NAPTR, SRV and address records lead to the pools, or to the edge',
    ),
  srtp: z
    .enum(SRTP)
    .optional()
    .describe(
      'phones speak SRTP alone, with keys in the session description (RFC 4568); RTP alone, where it is left out',
    )
    .meta({ examples: [...SRTP] }),
});
