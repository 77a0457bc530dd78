import type { Defect } from '../defect.ts';
import { limitsCalls } from './mechanism/limited-calls.ts';

/** NOTIFY is for the presence service, thinks the proxy, and that does not answer in resiliency mode. */
export const losesTransferReportsAtFailback: Defect = {
  id: 'loses-transfer-reports-at-failback',
  title: 'Who transfers a call while users are given back never hears that it is done',
  turnsRed: ['DR-13/transferable'],
  behaviour: limitsCalls(({ method }) => (method === 'NOTIFY' ? 'swallow' : 'pass')),
};
