import { formatUri, parseUri } from '../../../sip/uri.ts';
import type { Defect } from '../defect.ts';

/** The final sipfrag is a bare status line, and dialog-info names the server as a whole. */
export const keepsTheOrbitSecret: Defect = {
  id: 'keeps-the-orbit-secret',
  title: 'Nobody is told at which orbit a call waits, neither the parker nor who looks it up',
  turnsRed: [
    'DR-12/parkable',
    'DR-13/parkable',
    'DR-23/still-parked',
    'DR-23/still-parked-after',
    'DR-S2/orbit-in-range',
    'DR-S3/parkable-before',
    'DR-S3/parkable-after-failover',
    'DR-S3/parkable-after-failback',
    'DR-S3/orbit-of-primary',
    'DR-S4/first-waits',
    'DR-S4/second-waits',
    'DR-S4/second-waits-on',
  ],
  behaviour: {
    tellsOrbit: () => undefined,
    shows: (calls) => calls.map((call) => ({ ...call, localTarget: withoutUser(call.localTarget) })),
  },
};

function withoutUser(target: string): string {
  const uri = parseUri(target);
  return uri === undefined ? target : formatUri({ ...uri, user: undefined });
}
