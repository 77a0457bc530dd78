/** What opens the phones of a cell: whose SIP they speak, and where it runs. */
import { localExecutor } from 'sipp-ts-wrapper';
import type { Phones } from '../history/event.ts';
import { openNativePhone } from '../phone/native/native-phone.ts';
import type { PhoneDriver } from '../phone/phone.ts';
import { sippPhones } from '../phone/sipp/open.ts';
import type { Pools } from '../runtime/pools.ts';
import { makeScratch } from '../runtime/process/scratch.ts';

/** SIPps on this machine, beside the harness. */
const openLocalSippPhone = sippPhones(() => ({
  executor: { ...localExecutor(), makeFolder: makeScratch },
  inside: '127.0.0.1',
}));

/** SIPps are beside the pools where the runtime has a place for them, and processes of this machine where it has none. */
export function phoneDriver(phones: Phones, { sippAt, phonesAt }: Pick<Pools, 'sippAt' | 'phonesAt'>): PhoneDriver {
  if (phones === 'native') return openNativePhone;
  if (sippAt === undefined) return openLocalSippPhone;
  return sippPhones(({ party }) => ({ executor: sippAt(party), inside: phonesAt }));
}
