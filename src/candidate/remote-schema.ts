/** The form of what only `runtime: remote` has: where its phones are, and what makes the pair fresh before a cell. */
import { z } from 'zod';
import { parseAddressRange } from '../address-range.ts';

const PORTS = /^(\d{1,5})-(\d{1,5})$/;
const FEWEST = 64;

/** Undefined for anything else than a range of unprivileged ports with room for the phones of a cell. */
export function parsePorts(text: string): { readonly first: number; readonly last: number } | undefined {
  const [, first, last] = (PORTS.exec(text) ?? []).map(Number);
  if (first === undefined || last === undefined) return undefined;
  return first >= 1024 && last <= 65_535 && last - first + 1 >= FEWEST ? { first, last } : undefined;
}

/**
 * @param action    the form of an action of a transition
 * @param duration  the form of a time
 */
export function remoteKeys<Action extends z.ZodType, Duration extends z.ZodType>(action: Action, duration: Duration) {
  return {
    remote: z
      .strictObject({
        local: z
          .string()
          .refine(
            (value) => !value.includes('/') && parseAddressRange(value) !== undefined,
            'the address of the phones is a numeric address of this machine, without brackets, such as 10.0.0.9 or 2001:db8::9',
          )
          .optional()
          .describe('the address of this machine at which the phones are; the kernel chooses it where it is left out'),
        ports: z
          .string()
          .refine(
            (value) => parsePorts(value) !== undefined,
            `the ports of the phones are a range of at least ${FEWEST} from 1024 to 65535, such as 20000-29999`,
          )
          .meta({ pattern: PORTS.source })
          .optional()
          .describe('the ports at which the phones listen for SIP and audio, such as 20000-29999'),
      })
      .optional()
      .describe('where the phones of a pair are that runs already: remote: { local: 10.0.0.9, ports: 20000-29999 }'),
    reset: z
      .strictObject({
        do: z
          .union([action, z.array(action)])
          .optional()
          .describe('hooks (`run`, `http`) that make the pair fresh before each cell'),
        within: duration.optional().describe('until when both pools must answer and all orbits be free, such as 60s'),
      })
      .optional()
      .describe('what makes a pair fresh that runs already: reset: { do: { run: [./reset.sh] }, within: 60s }'),
  };
}
