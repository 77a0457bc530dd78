import type { Candidate } from '../candidate/candidate.ts';
import { DEFECTS } from '../reference/defects/catalogue.ts';
import { didYouMean } from '../suite/did-you-mean.ts';
import { UsageError } from './usage-error.ts';

/** What is not in the list may still exist where a candidate has defects of its own. */
const REFERENCE_SERVER = /[\\/]reference[\\/]server\.js$/;

/** The candidate with a defect switched on. Throws UsageError when it has none to switch on, or not this one. */
export function withDefect(candidate: Candidate, id: string): Candidate {
  const { command = [], env = {} } = candidate[candidate.runtime === 'docker' ? 'docker' : 'process'] ?? {};
  if (![...command, ...Object.values(env)].some((text) => text.includes('${defect}'))) {
    throw new UsageError(
      `${candidate.name} has no defects: no part of its \`${candidate.runtime}\` contains \${defect}`,
    );
  }
  const isReference = command.some((text) => REFERENCE_SERVER.test(text)) || isImageOfReference(candidate);
  if (isReference && !DEFECTS.some((defect) => defect.id === id)) throw new UsageError(unknown(id));
  return { ...candidate, defect: id };
}

function isImageOfReference({ docker }: Candidate): boolean {
  return (
    docker?.image.kind === 'build' && REFERENCE_SERVER.test(docker.image.dockerfile.replace(/Dockerfile$/, 'server.js'))
  );
}

function unknown(id: string): string {
  const meant = didYouMean(
    id,
    DEFECTS.map((defect) => defect.id),
  );
  const hint = meant === undefined ? '`parkspec list --defects` shows them' : `did you mean ${meant}?`;
  return `no defect is called \`${id}\`: ${hint}`;
}
