import { addressOf } from '../../../sip/route.ts';
import { parseUri } from '../../../sip/uri.ts';
import { serviceIn } from '../../mode.ts';
import type { Defect } from '../defect.ts';
import { byeTo, isTransfer, knownCall } from './mechanism/known-call.ts';
import { pathProxy } from './mechanism/path-proxy.ts';

/** The transfer is taken for a second call of the same user, of which resiliency mode allows one: the last is ended. */
export const transferDropsTarget: Defect = {
  id: 'transfer-drops-target',
  title: 'In resiliency mode the target of a transfer is hung up on as soon as it has answered',
  turnsRed: ['DR-12/transferable', 'DR-13/transferable'],
  behaviour: {
    companion: ({ pool }) =>
      pathProxy(pool, {
        changes(invite) {
          if (!isTransfer(invite) || serviceIn(pool.mode()) !== 'resiliency') return {};
          return {
            response(answer) {
              const call = knownCall(invite, answer);
              const next = addressOf(parseUri(call.callee.contact));
              if (answer.status === 200 && next !== undefined) pool.endpoint.request(byeTo('callee', call), next);
              return answer;
            },
          };
        },
      }),
  },
};
