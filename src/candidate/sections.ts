import { valueAt } from '../suite/explain-issues.ts';
import { type CandidateSource, candidateSchema } from './candidate-schema.ts';

/** The parts of a candidate file that make sense by themselves, whatever is wrong with the others. */
export interface Sections {
  readonly known: Partial<CandidateSource>;
  /** Parts that are there and could not be read. */
  readonly failed: ReadonlySet<string>;
}

export function readSections(value: unknown): Sections {
  const known: Partial<CandidateSource> = {};
  const failed = new Set<string>();
  const read = <Name extends keyof CandidateSource>(
    name: Name,
    parse: (part: unknown) => CandidateSource[Name] | undefined,
  ) => {
    const part = valueAt(value, [name]);
    if (part === undefined) return;
    const data = parse(part);
    if (data === undefined) failed.add(name);
    else known[name] = data;
  };
  const { runtime, pools, process, docker, transitions, homes, settings, accounts, domain, capabilities } =
    candidateSchema.shape;
  const { phones, tls, remote, reset, edge, dialect, park, orbit, retrieve, empty, state, scripts, secrets, resolver } =
    candidateSchema.shape;
  read('pools', (part) => pools.safeParse(part).data);
  read('runtime', (part) => runtime.safeParse(part).data);
  read('process', (part) => process.safeParse(part).data);
  read('remote', (part) => remote.safeParse(part).data);
  read('reset', (part) => reset.safeParse(part).data);
  read('docker', (part) => docker.safeParse(part).data);
  read('edge', (part) => edge.safeParse(part).data);
  read('phones', (part) => phones.safeParse(part).data);
  read('resolver', (part) => resolver.safeParse(part).data);
  read('scripts', (part) => scripts.safeParse(part).data);
  read('secrets', (part) => secrets.safeParse(part).data);
  read('transitions', (part) => transitions.safeParse(part).data);
  read('homes', (part) => homes.safeParse(part).data);
  read('settings', (part) => settings.safeParse(part).data);
  read('domain', (part) => domain.safeParse(part).data);
  read('accounts', (part) => accounts.safeParse(part).data);
  read('capabilities', (part) => capabilities.safeParse(part).data);
  read('tls', (part) => tls.safeParse(part).data);
  read('dialect', (part) => dialect.safeParse(part).data);
  read('park', (part) => park.safeParse(part).data);
  read('orbit', (part) => orbit.safeParse(part).data);
  read('retrieve', (part) => retrieve.safeParse(part).data);
  read('empty', (part) => empty.safeParse(part).data);
  read('state', (part) => state.safeParse(part).data);
  return { known, failed };
}
