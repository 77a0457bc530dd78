import type { Diagnostic } from '../suite/diagnostic.ts';
import { PARTIES, type Party, type Phase, POOLS, type PoolName } from '../suite/cell.ts';
import type { YamlDocument } from '../suite/yaml.ts';
import { checkMusic } from './check-music.ts';
import { checkEdge } from './check-edge.ts';
import { checkPhones } from './check-phones.ts';
import { checkNames } from './check-resolver.ts';
import { checkFamily } from './check-family.ts';
import { checkDialect } from './dialect/check-dialect.ts';
import { checkHooks } from './dialect/check-hooks.ts';
import { checkScripts, checkSecrets, checkStart, placeholdersAt } from './check-start.ts';
import { checkTransitions } from './check-transitions.ts';
import { checkRemote } from './check-remote.ts';
import { checkReset } from './check-reset.ts';
import type { CandidateSource } from './candidate-schema.ts';
import { parsePoolAddress } from './pool-address.ts';
import { outboundProxy, PROXY_PLACEHOLDERS } from './outbound-proxy.ts';
import type { Sections } from './sections.ts';
import { checkTls } from './check-tls.ts';
import { DEFAULT_DOMAIN } from './users.ts';

/**
 * What the parts of a candidate file say against each other. Of a part that could not be read, nothing is said: it has
 * been complained of already. Relative paths are resolved against `folder`.
 */
export function checkCandidate(
  { known, failed }: Sections,
  document: YamlDocument,
  folder: string,
): readonly Diagnostic[] {
  const { pools, transitions = {}, runtime } = known;
  const whole = (['runtime', 'process', 'docker', 'settings', 'accounts'] as const).every((name) => !failed.has(name));
  return [
    ...checkHomes(known.homes, document),
    ...checkUsers(known, document),
    ...checkPhones(known, document),
    ...(whole && !failed.has('scripts') && !failed.has('transitions') ? checkSecrets(known, document) : []),
    ...checkMusic(known.settings, document, folder),
    ...(DIALECT.some((name) => failed.has(name)) ? [] : dialectProblems(known, document, folder)),
    ...(pools === undefined
      ? []
      : [
          ...(failed.has('edge') ? [] : checkOrbits({ ...known, pools }, document)),
          ...checkAddresses(pools, runtime, document),
          ...checkRemote({ ...known, pools }, document),
          ...(failed.has('phones') || failed.has('resolver') ? [] : checkNames({ ...known, pools }, document)),
          ...checkFamily({ ...known, pools }, document),
          ...checkReset({ ...known, pools }, document, folder),
          ...checkProxies(pools, document),
          ...(failed.has('tls') ? [] : checkTls({ ...known, pools }, document, folder)),
          ...(failed.has('edge') ? [] : checkEdge({ ...known, pools }, document)),
          ...checkTransitions(transitions, { pools, runtime, document, folder }),
          ...(whole ? checkStart({ ...known, pools }, document) : []),
          ...checkScripts(known, document),
        ]),
  ];
}

/** What its keys contradict each other in is told when its hooks are as they should be. */
function dialectProblems(known: Sections['known'], document: YamlDocument, folder: string): readonly Diagnostic[] {
  const hooks = checkHooks(known, document);
  return hooks.length > 0 ? hooks : checkDialect(known, known.capabilities ?? [], document, folder);
}

/** The parts of which a dialect is made. */
const DIALECT = ['dialect', 'park', 'orbit', 'retrieve', 'empty', 'state', 'capabilities'] as const;

/** A whole Lync pool has at most this many orbits in one range. */
const MOST_ORBITS = 10_000;

export function orbitsOf(text: string): { readonly first: number; readonly last: number } {
  const [first = '', last = ''] = text.split('-');
  return { first: Number(first), last: Number(last) };
}

function checkOrbits(
  { pools, edge }: Pick<CandidateSource, 'pools' | 'edge'>,
  document: YamlDocument,
): readonly Diagnostic[] {
  const primary = orbitsOf(pools.primary.orbits);
  const backup = orbitsOf(pools.backup.orbits);
  const complain = (pool: PoolName, message: string, hint: string): Diagnostic =>
    document.diagnose(['pools', pool, 'orbits'], 'value', message, hint);
  const found = POOLS.flatMap((pool) => {
    const { first, last } = orbitsOf(pools[pool].orbits);
    if (first > last) return [complain(pool, 'the range ends before it begins', `write ${last}-${first}`)];
    if (last - first < MOST_ORBITS) return [];
    return [complain(pool, `the range holds ${last - first + 1} orbits`, `at most ${MOST_ORBITS} are supported`)];
  });
  // Who dials a shared address reaches the pool that has it, and no other.
  if (edge?.['shared-address'] === true) return found;
  if (found.length === 0 && primary.first <= backup.last && backup.first <= primary.last) {
    const message = `the orbits overlap those of the primary, ${pools.primary.orbits}`;
    found.push(complain('backup', message, 'a number must lead to one pool only: give the backup a range of its own'));
  }
  return found;
}

function checkAddresses(
  pools: CandidateSource['pools'],
  runtime: CandidateSource['runtime'] | undefined,
  document: YamlDocument,
): readonly Diagnostic[] {
  const { primary, backup } = pools;
  const found: Diagnostic[] = [];
  if (primary.sip.slice(0, 3) !== backup.sip.slice(0, 3)) {
    const hint = 'phones use one transport for both';
    found.push(document.diagnose(['pools', 'backup', 'sip'], 'value', 'the pools use different transports', hint));
  }
  // In containers, and where they run already, each has an address of its own.
  if (runtime === 'docker' || runtime === 'remote') return found;
  const [one, other] = [parsePoolAddress(primary.sip), parsePoolAddress(backup.sip)];
  if (
    one?.port !== 'auto' &&
    one?.port === other?.port &&
    one?.host === other?.host &&
    one?.transport === other?.transport
  ) {
    const message = `both pools would listen at ${primary.sip}${atLoopback(primary.sip)}`;
    found.push(document.diagnose(['pools', 'backup', 'sip'], 'value', message, 'give it another port, or `auto`'));
  }
  if (typeof primary.http === 'number' && primary.http === backup.http) {
    const message = `both pools would serve HTTP at port ${primary.http}${atLoopback(primary.sip)}`;
    found.push(document.diagnose(['pools', 'backup', 'http'], 'value', message, 'give it another port, or `auto`'));
  }
  return found;
}

/** The address of the pools, where the file does not name it. */
function atLoopback(sip: string): string {
  return sip.includes('[') ? '' : ' of 127.0.0.1';
}

/** Each pool has its own: the address that a phone has asked tells which pool it meant. */
function checkProxies(pools: CandidateSource['pools'], document: YamlDocument): readonly Diagnostic[] {
  const complain = (pool: PoolName, message: string, hint: string): Diagnostic =>
    document.diagnose(['pools', pool, 'outbound-proxy'], 'value', message, hint);
  const found = POOLS.flatMap((pool) => {
    const uri = pools[pool]['outbound-proxy'];
    if (uri === undefined) return [];
    const path = ['pools', pool, 'outbound-proxy'];
    const unknown = placeholdersAt(document, path, uri, () => undefined, PROXY_PLACEHOLDERS);
    if (unknown.length > 0) return unknown;
    const hint = 'write a SIP URI with a numeric address, for UDP or TCP: `sip:127.0.0.1:5070;lr`';
    const known = outboundProxy({ outboundProxy: uri }, { host: '127.0.0.1', port: 5060 });
    if (known === undefined) return [complain(pool, `\`${uri}\` is no address of a proxy`, hint)];
    // Phones that are to speak TLS speak nothing else, and the others have no certificate.
    const secure = pools[pool].sip.startsWith('tls');
    if (secure === (known.transport === 'tls')) return [];
    const message = `the proxy speaks ${known.transport.toUpperCase()}, and its pool ${secure ? 'TLS' : 'no TLS'}`;
    return [
      complain(pool, message, secure ? 'write `;transport=tls` behind its address' : 'write `sip: tls:…` for the pool'),
    ];
  });
  const shared = pools.primary['outbound-proxy'];
  if (found.length > 0 || shared === undefined || shared !== pools.backup['outbound-proxy']) return found;
  if (shared.includes('${')) return found;
  const hint = 'give each pool a proxy of its own: by its address it is known which pool a phone has asked';
  return [complain('backup', 'both pools would be behind one proxy', hint)];
}

/** Two phones with one address would be called together. */
function checkUsers(
  { accounts, domain = DEFAULT_DOMAIN }: Sections['known'],
  document: YamlDocument,
): readonly Diagnostic[] {
  const stated = accounts?.users ?? {};
  const taken = new Map<string, Party>();
  const parties = PARTIES.flatMap((party) => {
    const own = stated[party];
    const address = `${own?.user ?? party}@${own?.domain ?? domain}`.toLowerCase();
    const other = taken.get(address);
    if (other === undefined) {
      taken.set(address, party);
      return [];
    }
    const [culprit, twin] = own === undefined ? [other, party] : [party, other];
    const message = `${culprit} has the same address as ${twin}`;
    return [document.diagnose(['accounts', 'users', culprit], 'key', message, OWN_ADDRESS)];
  });
  return [...parties, ...checkSpares(accounts, document)];
}

const OWN_ADDRESS = 'give each user an address of its own';

/** Whose a call at an orbit is, is told by the user part alone. */
function checkSpares(accounts: Sections['known']['accounts'], document: YamlDocument): readonly Diagnostic[] {
  const taken = new Set(PARTIES.map((party) => (accounts?.users?.[party]?.user ?? party).toLowerCase()));
  return (accounts?.spares ?? []).flatMap(({ user }, index) => {
    const name = user.toLowerCase();
    const isTaken = taken.has(name);
    taken.add(name);
    if (!isTaken) return [];
    const path = ['accounts', 'spares', index, 'user'];
    return [document.diagnose(path, 'value', `there is a user \`${user}\` already`, OWN_ADDRESS)];
  });
}

/** Where the phones are is what the phases mean; only a failback may be served by either pool. */
function checkHomes(homes: CandidateSource['homes'], document: YamlDocument): readonly Diagnostic[] {
  const meant: ReadonlyArray<readonly [Phase, PoolName]> = [
    ['normal', 'primary'],
    ['outage', 'primary'],
    ['failover', 'backup'],
    ['failed-over', 'backup'],
    ['restored', 'primary'],
  ];
  return meant.flatMap(([phase, pool]) => {
    if ((homes?.[phase] ?? pool) === pool) return [];
    const message = `in phase \`${phase}\` the home of the phones is the ${pool}`;
    return [document.diagnose(['homes', phase], 'value', message, 'only `failback` may have either home')];
  });
}
