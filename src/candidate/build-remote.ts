import { type Candidate, isHook } from './candidate.ts';
import type { CandidateSource } from './candidate-schema.ts';
import { parseDuration } from './duration.ts';
import { parsePorts } from './remote-schema.ts';
import { listOf } from './list-of.ts';
import { buildAction } from './transitions.ts';

/** How long a pair may take to be fresh where the file does not say, in ms. */
const WITHIN = 60_000;

/** Of a pair that runs already: where its phones are, and how it is made fresh. */
export function buildRemote(
  { runtime, remote = {}, reset = {} }: CandidateSource,
  context: { readonly file: string; readonly domain: string },
): Pick<Candidate, 'remote' | 'reset'> {
  if (runtime !== 'remote') return {};
  const ports = remote.ports === undefined ? undefined : parsePorts(remote.ports);
  return {
    remote: {
      ...(remote.local === undefined ? {} : { local: remote.local }),
      ...(ports === undefined ? {} : { ports }),
    },
    reset: {
      actions: listOf(reset.do ?? [])
        .map((action) => buildAction(action, context))
        .filter(isHook),
      within: reset.within === undefined ? WITHIN : (parseDuration(reset.within) ?? WITHIN),
    },
  };
}
