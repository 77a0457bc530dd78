/**
 * The Docker engine, reached the way Testcontainers does: DOCKER_HOST, Docker contexts, the usual sockets, rootless too.
 * Testcontainers is loaded when somebody asks for the engine and not before: nothing else of parkspec pays for it.
 */
import type { ContainerRuntimeClient } from 'testcontainers';
import { HarnessError, messageOf } from '../../harness-error.ts';

/** Dockerode, as Testcontainers carries it. */
export type Docker = ContainerRuntimeClient['container']['dockerode'];

export interface Engine {
  readonly client: ContainerRuntimeClient;
  /** For what the client has no word for: pause, kill, fixed addresses. */
  readonly docker: Docker;
  /** `20.10.24` */
  readonly version: string;
  /** `1.41` */
  readonly api: string;
}

let opened: Promise<Engine> | undefined;

/** The engine, one connection a process. Rejects with a HarnessError of stage `engine` where none answers. */
export function openEngine(): Promise<Engine> {
  opened ??= connect().catch((cause: unknown) => {
    opened = undefined;
    throw cause;
  });
  return opened;
}

async function connect(): Promise<Engine> {
  // We label all that we make and remove it ourselves; Testcontainers' own reaper is an image that not everybody can pull.
  process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';
  try {
    const { getContainerRuntimeClient } = await import('testcontainers');
    const client = await getContainerRuntimeClient();
    const docker = client.container.dockerode;
    demandNamed(docker, process.env['DOCKER_HOST']);
    const { Version: version, ApiVersion: api } = await docker.version();
    return { client, docker, version, api };
  } catch (cause) {
    throw new HarnessError('engine', `no Docker engine answers: ${messageOf(cause)}`, { hint: HOW_TO_GET_ONE, cause });
  }
}

/** Testcontainers takes the engine of this machine where the one that is named does not answer; nobody asked for that. */
function demandNamed({ modem }: Docker, named: string | undefined): void {
  if (named === undefined || named === '') return;
  const { socketPath, host, port }: Reached = Object(modem);
  const url = new URL(named);
  const isThere = url.protocol === 'unix:' ? socketPath === url.pathname : host === url.hostname && samePort(url, port);
  if (!isThere) throw new Error(`none at ${named}, as DOCKER_HOST says`);
}

/** What dockerode's connection tells of itself, though its types do not. */
interface Reached {
  readonly socketPath?: string;
  readonly host?: string;
  readonly port?: string | number;
}

function samePort(url: URL, port: string | number | undefined): boolean {
  return url.port === '' || url.port === String(port);
}

const HOW_TO_GET_ONE =
  'install Docker (https://docs.docker.com/engine/install/, or `apt-get install docker.io`), start it, and see that you ' +
  'may use it: `docker version` must show a server (`sudo usermod -aG docker $USER`, then log in again); ' +
  'DOCKER_HOST names an engine elsewhere; `parkspec doctor` tells what is missing';
