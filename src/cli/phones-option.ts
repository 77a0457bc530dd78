/** Checks that the phones of `--phones` are available and can do what the run needs. */
import { detectVersion, localExecutor, SippError } from 'sipp-ts-wrapper';
import type { Candidate } from '../candidate/candidate.ts';
import type { Phones } from '../history/event.ts';
import { unfitForSipp } from '../run/sipp-phones.ts';
import { type PhonePlaceName, unfitForContainer } from '../runtime/docker/phones-in.ts';
import { UsageError } from './usage-error.ts';

/** Throws UsageError for what SIPp phones are not made for. */
export function checkPhones(phones: Phones, candidate: Candidate, { network }: { network: boolean }): void {
  if (phones === 'native') return;
  if (network) throw new UsageError('`--network` works with native phones only: leave `--phones sipp` out');
  const unfit = unfitForSipp(candidate);
  if (unfit !== undefined) throw new UsageError(`${unfit}: leave \`--phones sipp\` out`);
}

/** Throws UsageError where the phones cannot be where they are said to be. */
export function checkPhonesIn(
  { phones, phonesIn }: { readonly phones: Phones; readonly phonesIn?: PhonePlaceName },
  candidate: Candidate,
): void {
  if (phonesIn !== 'container') return;
  if (phones !== 'native')
    throw new UsageError('`--phones-in container` works with native phones only: leave `--phones sipp` out');
  const unfit = unfitForContainer(candidate);
  if (unfit !== undefined) throw new UsageError(`${unfit}: leave \`--phones-in container\` out`);
}

/** Says which program the phones lack, and how to get it; undefined where nothing is missing. */
export async function missingForPhones(phones: Phones, candidate: Candidate): Promise<string | undefined> {
  if (phones === 'native' || candidate.runtime === 'docker') return undefined;
  try {
    await detectVersion(localExecutor());
    return undefined;
  } catch (error) {
    if (!(error instanceof SippError)) throw error;
    return `\`--phones sipp\` needs SIPp on this machine: ${error.message}\nInstall it (Debian, Ubuntu: \`apt-get install sip-tester\`), or leave \`--phones sipp\` out: native phones do not need SIPp.`;
  }
}
