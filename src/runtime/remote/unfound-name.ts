/** The words for names of a candidate file that lead nowhere. */
import { HarnessError } from '../../harness-error.ts';

/** No DNS server has answered as it should. */
export function deadResolver(what: string, why: string): HarnessError {
  return new HarnessError('names', `${what} cannot be looked up: ${why}`, {
    hint: 'is the DNS server up, is that its address and its UDP port, and does it answer this machine? `resolver` of the candidate file names it (docs/labs.md#names)',
  });
}
