import type { Defect } from '../defect.ts';
import { addressThroughPool } from './mechanism/address-through-pool.ts';
import { callWatch } from './mechanism/call-watch.ts';
import { kindOf } from './mechanism/known-call.ts';
import { MediaRelay } from './mechanism/media-relay.ts';

/** Media ports are handed out again from the start of the range while the old owner of a port is still sending to it. */
export const crossesMediaAtFailback: Defect = {
  id: 'crosses-media-at-failback',
  title: 'At failback a call that was retrieved on the backup is heard in one that was retrieved on the primary',
  turnsRed: [
    'DR-33/retrieved-on-primary',
    'DR-33/retrieved-on-backup',
    'DR-33/retrieved-on-primary-after',
    'DR-33/retrieved-on-backup-after',
    'DR-33/aftermath',
  ],
  behaviour: {
    addressOfParkee: addressThroughPool,
    companion({ pool }) {
      const relays: MediaRelay[] = [];
      return callWatch(
        pool,
        (moment, { peer }) => {
          const other = peer.find(({ kind }) => kind === 'retrieved')?.caller.audio;
          if (moment === 'handing-back' && other !== undefined) for (const relay of relays) relay.divert(other);
        },
        {
          async changes(invite) {
            if (kindOf(invite) !== 'retrieved' || pool.settings.pool !== 'backup') return {};
            const relay = await MediaRelay.open(pool.endpoint.address.host);
            relays.push(relay);
            return relay.changes;
          },
        },
      );
    },
  },
};
