import { challenge } from '../../../sip/digest.ts';
import { newTag } from '../../../sip/token.ts';
import type { Defect } from '../defect.ts';

/** In the limited mode the credentials of users are not there yet, so that every request is challenged, whatever it carries. */
export const challengesParksForEver: Defect = {
  id: 'challenges-parks-for-ever',
  title: 'A park in resiliency mode is challenged and never granted or refused',
  turnsRed: ['DR-12/park-refused', 'DR-13/park-refused', 'DR-S1/park-refused'],
  behaviour: {
    refusePark: (incoming) =>
      incoming.reject(401, undefined, [
        ['WWW-Authenticate', challenge({ realm: 'park', nonce: newTag(), algorithm: 'MD5', qop: 'auth' })],
      ]),
  },
};
