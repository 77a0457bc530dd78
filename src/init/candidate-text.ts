/** The text of a new candidate file: one template for each runtime. Pure. */
import type { Runtime } from '../candidate/candidate.ts';
import { parsePoolAddress } from '../candidate/pool-address.ts';
import { POOLS } from '../suite/cell.ts';
import type { Answers } from './candidate-answers.ts';

export function candidateText(answers: Answers): string {
  const { name, runtime, dialect, schema, seen } = answers;
  return `${[
    `# yaml-language-server: $schema=${schema}`,
    '# A candidate of parkspec: a pair of park servers, and how its primary pool goes away and comes back.',
    '# The lines with "to fill in" hold what could not be known. Next: parkspec doctor --candidate, then parkspec run, with this file.',
    ...seen.map((line) => `# ${line}`),
    `name: ${quoted(name)}`,
    '# version: "1.0" # to fill in: the version that reports name',
    `runtime: ${runtime}`,
    '',
    `# How a call is parked: ${dialect.why}.`,
    `dialect: ${dialect.preset}`,
    ...dialect.keys,
    '',
    '# domain: park.example # to fill in: the domain of the users, where it is another one',
    '# accounts: # to fill in: the users alice … frank of the phones, where they are called otherwise, and their passwords',
    '#   password: "${env:PARK_PASSWORD}"',
    '#   users: { alice: { user: "2001" }, bob: { user: "2002" } }',
    '',
    ...PARTS[runtime](answers),
    '',
    '# The calls that the server claims to support. A check that needs more is not applicable.',
    `capabilities: [hold, blind-transfer${needsState(answers) ? ', orbit-status' : ''}] # to fill in: what else docs/candidates.md lists`,
    '# settings: # to fill in: how long a call waits in an orbit, and who is called then',
    '#   primary: { pickup-timeout: 30s, pickup-attempts: 1, timeout-target: carol }',
    '#   backup:  { pickup-timeout: 30s, pickup-attempts: 1, timeout-target: dave }',
    '# bounds: { start: 10s, park: 4s, disconnect: 8s, gap: 1s } # to fill in: where the server needs longer',
  ].join('\n')}\n`;
}

const PARTS: Readonly<Record<Runtime, (answers: Answers) => readonly string[]>> = {
  process: (answers) => [
    '# One pool. It is started twice: ${pool} is primary or backup, ${sip} is where it must listen, ${peer.sip} the other pool.',
    `process: { command: [${(answers.command ?? []).map(quoted).join(', ')}] }`,
    ...pools(answers),
    ...started('kill', 'start'),
  ],
  docker: (answers) => [
    '# One pool. Two containers are started; in `command` and `env` ${pool} is primary or backup, and ${sip} is where it must listen.',
    `docker: { image: ${quoted(answers.image ?? '')} }`,
    '# command: [--listen, "${sip}", --peer, "${peer.sip}"] # to fill in below `docker`, where the image does not know it by itself',
    ...pools(answers),
    ...started('disconnect', 'connect'),
  ],
  remote: (answers) => [
    '# The pools run already. The phones listen at this address of this machine, and at these ports, which the pools must reach.',
    answers.local === undefined
      ? 'remote: { ports: 20000-29999 } # to fill in: `local`, an address of this machine that the pools reach'
      : `remote: { local: ${answers.local}, ports: 20000-29999 }`,
    ...pools(answers),
    '# Between cells: whatever makes both pools forget the calls and users of the cell before.',
    `reset: { do: { run: [ssh, ${host(answers.pools.primary)}, sudo, systemctl, restart, my-server] }, within: 60s } # to fill in`,
    '# How the primary goes away, and comes back. parkspec watches that it does.',
    'transitions:',
    `  outage:   { do: { run: [ssh, ${host(answers.pools.primary)}, sudo, systemctl, stop, my-server], takes: primary }, within: 30s } # to fill in`,
    ...untold('run', `[ssh, ${host(answers.pools.backup)}, my-ctl, take-over]`),
    `  failback: { do: { run: [ssh, ${host(answers.pools.primary)}, sudo, systemctl, start, my-server], returns: primary }, within: 60s } # to fill in`,
  ],
};

/** Where the state of an orbit alone proves a park, or shows that nobody is there. */
function needsState({ dialect: { preset, keys } }: Answers): boolean {
  return preset === 'asterisk-lot' || preset === 'valet' || keys.some((line) => /proof: \[.*state/.test(line));
}

function pools({ pools: at, orbits }: Answers): readonly string[] {
  return ['# Where each pool listens, and the numbers at which it parks.', 'pools:'].concat(
    POOLS.map((pool) => `  ${`${pool}:`.padEnd(8)} { sip: ${quoted(at[pool])}, orbits: ${orbits[pool]} }`),
  );
}

function started(away: 'kill' | 'disconnect', back: 'start' | 'connect'): readonly string[] {
  return [
    '# How the primary goes away, and comes back.',
    'transitions:',
    `  outage:   { do: { ${away}: primary } }`,
    ...untold('http', '{ post: backup/failover }'),
    `  failback: { do: { ${back}: primary } }`,
  ];
}

function untold(verb: string, order: string): readonly string[] {
  return [
    `  # failover:    { do: { ${verb}: ${order} } } # to fill in: where the backup must be told to take over`,
    `  # failed-over: { do: … } # to fill in: where it is told when that is complete`,
    `  # restored:    { do: … } # to fill in: where the primary is told when failback is complete`,
  ];
}

function host(address: string): string {
  return parsePoolAddress(address)?.host ?? 'lab1';
}

/** JSON strings are strings of YAML, whatever is in them. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
