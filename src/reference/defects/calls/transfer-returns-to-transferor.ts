import { parseNameAddr } from '../../../sip/fields/name-addr.ts';
import { header } from '../../../sip/message/headers.ts';
import type { SipRequest } from '../../../sip/message/message.ts';
import { parseUri } from '../../../sip/uri.ts';
import { registeredAt } from '../../location.ts';
import { serviceIn } from '../../mode.ts';
import type { Defect } from '../defect.ts';
import { isTransfer } from './mechanism/known-call.ts';
import { pathProxy } from './mechanism/path-proxy.ts';

/** A target that is thought to be out of reach during the move gives a recall, though it could be reached. */
export const transferReturnsToTransferor: Defect = {
  id: 'transfer-returns-to-transferor',
  title: 'In resiliency mode a transferred call comes back to who transferred it',
  turnsRed: ['DR-12/transferable', 'DR-12/aftermath', 'DR-13/transferable', 'DR-13/aftermath'],
  behaviour: {
    companion: ({ pool }) =>
      pathProxy(pool, {
        misleads: (invite) =>
          isTransfer(invite) && serviceIn(pool.mode()) === 'resiliency'
            ? registeredAt(pool, transferorOf(invite) ?? '')
            : undefined,
      }),
  },
};

function transferorOf(invite: SipRequest): string | undefined {
  return parseUri(parseNameAddr(header(invite, 'Referred-By') ?? '')?.uri ?? '')?.user;
}
