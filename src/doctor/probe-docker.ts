import { accessSync, constants, existsSync } from 'node:fs';
import { release, userInfo } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { type Engine, openEngine } from '../runtime/docker/engine.ts';
import { findOurs } from '../runtime/docker/leftovers.ts';
import { messageOf } from '../harness-error.ts';
import type { DockerFacts } from './machine-facts.ts';
import { probeAddresses } from './probe-addresses.ts';

/** Longest that an engine may take to answer everything, in ms. */
const WITHIN = 15_000;

export async function probeDocker(): Promise<DockerFacts> {
  const late = delay(WITHIN, undefined, { ref: false }).then(() => {
    throw new Error(`no answer within ${WITHIN} ms`);
  });
  try {
    return await Promise.race([openEngine().then(ask), late]);
  } catch (cause) {
    return { kind: 'silent', why: messageOf(cause), socket: socketState(), user: userInfo().username };
  }
}

async function ask(engine: Engine): Promise<DockerFacts> {
  const { docker, version, api } = engine;
  const [info, images, leftovers, networks] = await Promise.all([
    hostOf(engine),
    docker.listImages(),
    findOurs(engine),
    docker.listNetworks(),
  ]);
  return {
    kind: 'answers',
    version,
    api,
    isHere: info.KernelVersion === release(),
    rootless: info.SecurityOptions?.some((option) => option.includes('rootless')) ?? false,
    images: images.flatMap(({ RepoTags }) => RepoTags ?? []),
    leftovers,
    addresses: probeAddresses(networks),
  };
}

interface Host {
  readonly KernelVersion?: string;
  readonly SecurityOptions?: readonly string[];
}

/** Dockerode has no type for it. */
function hostOf({ docker }: Engine): Promise<Host> {
  return docker.info();
}

function socketState(): 'absent' | 'denied' | 'there' {
  const host = process.env['DOCKER_HOST'] ?? '';
  if (host !== '' && !host.startsWith('unix://')) return 'there';
  const socket = host === '' ? '/var/run/docker.sock' : host.slice('unix://'.length);
  if (!existsSync(socket)) return 'absent';
  try {
    accessSync(socket, constants.R_OK | constants.W_OK);
    return 'there';
  } catch {
    return 'denied';
  }
}
