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

/** SIPps are containers in the cell's network where the pools are, and processes of this machine where they are not. */
export async function phoneDriver(
  phones: Phones,
  { network, phonesAt }: Pick<Pools, 'network' | 'phonesAt'>,
  purpose: { readonly run: string; readonly cell: string },
): Promise<PhoneDriver> {
  if (phones === 'native') return openNativePhone;
  if (network === undefined) return openLocalSippPhone;
  // What only containers need is loaded for them alone.
  const [{ openEngine }, { phoneExecutor }] = await Promise.all([
    import('../runtime/docker/engine.ts'),
    import('../runtime/docker/phone-executor.ts'),
  ]);
  const engine = await openEngine();
  return sippPhones(({ party }) => ({
    executor: phoneExecutor(engine, { network, host: `phone-${party}`, purpose, makeFolder: makeScratch }),
    inside: phonesAt,
  }));
}
