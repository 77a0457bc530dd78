/** How a run differs from one with the defaults and the requirements that parkspec comes with. Pure. */
import type { RunResult } from '../run/ledger.ts';
import { ownBounds } from './bound-differences.ts';
import { modification } from './requirements.ts';
import { count, networkFact } from './words.ts';

/** In sentences without their full stop; empty where there is nothing to tell. */
export function deviations(result: RunResult): readonly string[] {
  const { baseline, candidate, network, allowFlaky, retries, outage } = result.plan;
  return [
    ...result.suites.flatMap(({ planned }) => modification(planned)),
    ...ownBounds(result),
    ...(candidate.defect === undefined ? [] : [`a deliberate defect was switched on: ${candidate.defect}`]),
    ...(baseline === undefined ? [] : [`${count(baseline.entries.length, 'failure')} excused by ${baseline.file}`]),
    ...(allowFlaky === true ? ['flaky checks were allowed'] : []),
    ...(retries === undefined ? [] : [`a cell that was not green was run again, up to ${retries} times`]),
    ...(outage === undefined ? [] : [`the outage was \`${outage}\`, whatever the candidate file says`]),
    ...(network === undefined ? [] : [`a bad network around the phones: ${networkFact(network)}`]),
  ];
}
