import type { Behaviour } from '../../../behaviour.ts';
import type { Mode } from '../../../mode.ts';
import { kindOf } from './known-call.ts';
import { pathProxy } from './path-proxy.ts';
import { withSoundAt } from './sound-at.ts';

/** The discard port: nobody listens there. */
const NOWHERE = 9;

/** What a pool has been through since it was started, its present mode last. */
export type Past = readonly Mode[];

/** Callers are told a wrong place to send to, so that they hear and are not heard, while `applies`. */
export function deafensCallees(applies: (past: Past) => boolean): Partial<Behaviour> {
  return {
    companion({ pool }) {
      let past: Past = [pool.mode()];
      return {
        ...pathProxy(pool, {
          changes(invite) {
            if (kindOf(invite) !== 'plain' || !applies(past)) return {};
            return { response: (answer) => withSoundAt(answer, pool.endpoint.address.host, NOWHERE) };
          },
        }),
        entered(mode) {
          past = [...past, mode];
        },
      };
    },
  };
}
