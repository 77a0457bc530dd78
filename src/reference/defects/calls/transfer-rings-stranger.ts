import { parseNameAddr } from '../../../sip/fields/name-addr.ts';
import { header } from '../../../sip/message/headers.ts';
import { parseUri } from '../../../sip/uri.ts';
import { registeredAt } from '../../location.ts';
import { serviceIn } from '../../mode.ts';
import type { Defect } from '../defect.ts';
import { isTransfer } from './mechanism/known-call.ts';
import { pathProxy } from './mechanism/path-proxy.ts';

/** The location table is read while it is being copied, and a row lies where another one was. */
export const transferRingsStranger: Defect = {
  id: 'transfer-rings-stranger',
  title: 'In resiliency mode a transferred call reaches somebody who has nothing to do with it',
  // Whoever should not hear the other is a failure of every check that he is heard in.
  turnsRed: [
    'DR-12/transferable',
    'DR-12/parkable',
    'DR-12/retrievable',
    'DR-12/aftermath',
    'DR-13/transferable',
    'DR-13/parkable',
    'DR-13/retrievable',
    'DR-13/aftermath',
  ],
  behaviour: {
    companion: ({ pool }) =>
      pathProxy(pool, {
        misleads(invite) {
          if (!isTransfer(invite) || serviceIn(pool.mode()) !== 'resiliency') return undefined;
          const concerned = ['From', 'To', 'Referred-By'].map((name) => userIn(header(invite, name)));
          const stranger = pool.bindings.users(Date.now()).find((user) => !concerned.includes(user));
          return stranger === undefined ? undefined : registeredAt(pool, stranger);
        },
      }),
  },
};

function userIn(field: string | undefined): string | undefined {
  return parseUri(parseNameAddr(field ?? '')?.uri ?? '')?.user;
}
