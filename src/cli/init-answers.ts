/** What `parkspec init` is told: by its flags, by a system that runs, and on a terminal by answers to its questions. */
import { createInterface, type Interface } from 'node:readline/promises';
import type { Runtime } from '../candidate/candidate.ts';
import { type PresetName, PRESET_NAMES } from '../candidate/dialect/dialect-presets.ts';
import { parsePoolAddress } from '../candidate/pool-address.ts';
import type { SipAddress } from '../candidate/sip-address.ts';
import { HarnessError } from '../harness-error.ts';
import { type Answers, rangeAfter } from '../init/candidate-answers.ts';
import { type Asked, askSystem, WITHIN } from '../init/ask-system.ts';
import { commandWords } from '../init/command-words.ts';
import { type DialectProposal, plainProposal } from '../init/dialect-proposals.ts';
import { localAddressTo } from '../init/sip-exchange.ts';
import { POOLS } from '../suite/cell.ts';
import { print } from './output.ts';
import { UsageError } from './usage-error.ts';

export interface InitFlags {
  readonly name?: string;
  readonly runtime?: Runtime;
  readonly primary?: string;
  readonly backup?: string;
  readonly command?: string;
  readonly image?: string;
  readonly dialect?: PresetName;
  readonly orbits?: string;
  readonly backupOrbits?: string;
  readonly local?: string;
  readonly ask?: readonly string[];
  readonly output: string;
  readonly force?: true;
}

/** A question with the answer that is taken where nothing is typed. */
type Put = (question: string, usual: string) => Promise<string>;

/** Throws UsageError for what is missing where nobody can be asked, and HarnessError for a system that does not answer. */
export async function answersOf(flags: InitFlags): Promise<Omit<Answers, 'schema'>> {
  const asked = await ask(flags.ask);
  for (const line of asked.flatMap(({ seen }) => seen)) print(line);
  const known = flags.ask === undefined ? flags : withAsked(flags, flags.ask, asked);
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    refuseMissing(known);
    return complete(known, asked, undefined);
  }
  const terminal = createInterface(process.stdin, process.stdout);
  try {
    return await Promise.race([complete(known, asked, put(terminal)), noMoreInput(terminal)]);
  } finally {
    terminal.close();
  }
}

/** A question that is open when the input ends, or at Ctrl-C, would never be answered. */
function noMoreInput(terminal: Interface): Promise<never> {
  return new Promise((_, reject) => {
    terminal.once('close', () =>
      reject(new UsageError('the questions were not all answered, and nothing was written')),
    );
  });
}

function withAsked(flags: InitFlags, [primary, backup]: readonly string[], asked: readonly Asked[]): InitFlags {
  return {
    ...flags,
    name: flags.name ?? asked.flatMap(({ banner }) => banner ?? [])[0] ?? 'My park server',
    runtime: flags.runtime ?? 'remote',
    primary: flags.primary ?? primary ?? '',
    backup: flags.backup ?? backup ?? '',
  };
}

async function ask(addresses: readonly string[] | undefined): Promise<readonly Asked[]> {
  if (addresses === undefined) return [];
  if (addresses.length !== 2)
    throw new UsageError(
      '`--ask` takes two addresses, of the primary and of the backup: `--ask udp:10.0.0.1:5060 udp:10.0.0.2:5060`',
    );
  const servers = addresses.map(askedAddress);
  const asked = await Promise.all(servers.map((server) => askSystem(server)));
  const silent = addresses.filter((_, at) => asked[at]?.answers === false);
  if (silent.length === 0) return asked;
  throw new HarnessError('start', `${silent.join(' and ')} did not answer OPTIONS within ${WITHIN / 1000} s`, {
    hint: 'look whether the address and the transport are right, and whether a firewall lets this machine reach it; nothing was written',
  });
}

function askedAddress(text: string): SipAddress {
  const { transport, host, port } = parsePoolAddress(text) ?? {};
  if (transport === 'tls')
    throw new UsageError(
      `\`--ask ${text}\`: init asks over UDP and TCP; name pools that speak TLS with \`--runtime remote --primary … --backup …\``,
    );
  if (transport === undefined || host === undefined || typeof port !== 'number') throw noAddress('--ask', text);
  return { transport, host, port };
}

function noAddress(flag: string, text: string): UsageError {
  return new UsageError(
    `\`${flag} ${text}\` is no address of a server: write it as udp:10.0.0.1:5060, or with IPv6 as udp:[2001:db8::1]:5060`,
  );
}

/** All that is missing at once. */
function refuseMissing({ name, runtime, command, image, primary, backup }: InitFlags): void {
  const missing = [
    ...(name === undefined ? ['`--name`'] : []),
    ...(runtime === undefined ? ['`--runtime process`, `docker` or `remote`'] : []),
    ...(runtime === 'process' && command === undefined ? ['`--command`'] : []),
    ...(runtime === 'docker' && image === undefined ? ['`--image`'] : []),
    ...(runtime === 'remote' && primary === undefined ? ['`--primary`'] : []),
    ...(runtime === 'remote' && backup === undefined ? ['`--backup`'] : []),
  ];
  if (missing.length === 0) return;
  throw new UsageError(
    `this is no terminal, where init could ask: give ${missing.join(', ')}; or ask a system that runs, with \`--ask\``,
  );
}

async function complete(
  flags: InitFlags,
  asked: readonly Asked[],
  question: Put | undefined,
): Promise<Omit<Answers, 'schema'>> {
  const answer = (told: string | undefined, text: string, usual: string): Promise<string> => {
    if (told !== undefined) return Promise.resolve(told);
    return question === undefined ? Promise.resolve(usual) : question(text, usual);
  };
  const name = await answer(flags.name, 'How do reports name the server?', 'My park server');
  const runtime = runtimeNamed(
    await answer(flags.runtime, 'How do its pools run: process, docker, or remote (they run already)?', 'process'),
  );
  const proposal = asked.flatMap((each) => each.proposal ?? [])[0];
  const own = await startOf(runtime, flags, answer);
  const preset = await answer(
    flags.dialect,
    `How does it park? ${PRESET_NAMES.join(', ')}`,
    proposal?.preset ?? 'rfc5359',
  );
  const dialect = dialectNamed(preset, flags.dialect, proposal);
  const orbits = await answer(flags.orbits, 'At which numbers does the primary park?', dialect.orbits.primary);
  const backup = flags.backupOrbits ?? (orbits === dialect.orbits.primary ? dialect.orbits.backup : rangeAfter(orbits));
  if (backup === undefined)
    throw new UsageError(`\`${orbits}\` is no range of orbits: a first and a last number, such as 100-199`);
  return {
    name,
    runtime,
    ...own,
    orbits: { primary: orbits, backup },
    dialect,
    seen: asked.flatMap(({ seen }) => seen),
  };
}

type Start = Pick<Answers, 'pools' | 'command' | 'image' | 'local'>;

async function startOf(
  runtime: Runtime,
  { primary, backup, command, image, local }: InitFlags,
  answer: (told: string | undefined, text: string, usual: string) => Promise<string>,
): Promise<Start> {
  const pools = { primary: primary ?? 'udp:auto', backup: backup ?? 'udp:auto' };
  switch (runtime) {
    case 'process': {
      const line = await answer(
        command,
        'How is one pool started? ${pool}, ${sip} and ${sip.port} become what they are',
        './my-server --listen ${sip}',
      );
      const words = commandWords(line);
      if (words === undefined || words.length === 0)
        throw new UsageError(`\`--command ${line}\` names no program, or a quote in it has no end`);
      return { pools, command: words };
    }
    case 'docker':
      return { pools, image: await answer(image, 'Which image is a pool?', 'my/server:latest') };
    case 'remote': {
      const at = {
        primary: await answer(primary, 'Where does the primary listen?', 'udp:10.0.0.1:5060'),
        backup: await answer(backup, 'Where does the backup listen?', 'udp:10.0.0.2:5060'),
      };
      const [server] = POOLS.map((pool) => {
        const { host, port } = parsePoolAddress(at[pool]) ?? {};
        if (host === undefined || typeof port !== 'number') throw noAddress(`--${pool}`, at[pool]);
        return { host, port };
      });
      return { pools: at, local: local ?? (server === undefined ? undefined : await localAddressTo(server)) };
    }
  }
}

function runtimeNamed(text: string): Runtime {
  if (text === 'process' || text === 'docker' || text === 'remote') return text;
  throw new UsageError(`no runtime is called \`${text}\`: there are process, docker and remote`);
}

function dialectNamed(text: string, flag: string | undefined, proposal: DialectProposal | undefined): DialectProposal {
  if (flag === undefined && proposal?.preset === text) return proposal;
  const preset = PRESET_NAMES.find((each) => each === text);
  if (preset === undefined)
    throw new UsageError(`no dialect is called \`${text}\`: there are ${PRESET_NAMES.join(', ')}`);
  return plainProposal(
    preset,
    flag === undefined
      ? 'docs/testing-your-server.md tells which server parks how # to fill in'
      : 'as `parkspec init` was told',
  );
}

function put(terminal: Interface): Put {
  return async (question, usual) => (await terminal.question(`${question} [${usual}] `)).trim() || usual;
}
