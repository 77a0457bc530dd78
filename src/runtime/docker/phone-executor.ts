/** A place for one SIPp: a container of its own, in the network of a cell. */
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Executor, Exit, RunningProcess } from 'sipp-ts-wrapper';
import type { CellNetwork, NetworkHost } from './cell-network.ts';
import { makeContainer } from './container.ts';
import type { Engine } from './engine.ts';
import { provideImage } from './image.ts';
import type { Purpose } from './resource-labels.ts';
import { PHONE_IMAGE } from './phone-image.ts';

export interface PhonePlace {
  readonly network: CellNetwork;
  readonly host: Extract<NetworkHost, `phone-${string}`>;
  readonly purpose: Omit<Purpose, 'role'>;
  /** Makes an empty folder on this machine. */
  readonly makeFolder: () => Promise<string>;
}

/** Where the container sees the folder that this machine shares with it. */
const SHARED = '/sipp';
/** The user of the image. */
const PHONE = '1000:1000';
/** A shell's: 128 and the number of the signal. */
const BY_SIGNAL: ReadonlyMap<number, string> = new Map([
  [137, 'SIGKILL'],
  [143, 'SIGTERM'],
]);

/**
 * Files lie in a folder of this machine that the container sees too. Its sockets are read from /proc of this machine,
 * which on Linux knows the engine's containers. The container is removed when its process has ended.
 */
export function phoneExecutor(engine: Engine, { network, host, purpose, makeFolder }: PhonePlace): Executor {
  let here = '';
  const local = (path: string): string => join(here, path.slice(SHARED.length));
  return {
    address: network.addressOf(host),
    makeFolder: async () => {
      here = await makeFolder();
      // The user in the container is another one.
      await chmod(here, 0o777);
      return SHARED;
    },
    removeFolder: () => rm(here, { recursive: true, force: true }),
    listFiles: () => readdir(here),
    // Before there is a container nothing in it is bound.
    readFile: (path) =>
      path.startsWith('/proc/self/') ? Promise.resolve('') : textOf(path.startsWith('/proc/') ? path : local(path)),
    writeFile: (path, text) => writeFile(local(path), text),
    spawn: async (command, args) => {
      const image = await provideImage(engine, PHONE_IMAGE);
      const hearers: Array<(text: string) => void> = [];
      const early: string[] = [];
      const container = await makeContainer(engine, {
        purpose: { ...purpose, role: host },
        image,
        entrypoint: [command],
        command: args,
        user: userOfFiles(),
        folder: { here, there: SHARED },
        env: {},
        network,
        host,
        onOutput: (chunk) => {
          if (hearers.length === 0) early.push(chunk.toString());
          for (const hear of hearers) hear(chunk.toString());
        },
      });
      try {
        const { ended } = await container.start();
        const { pid } = await container.inspect();
        const exited = (async (): Promise<Exit> => {
          const end = await ended.catch(() => ({ code: 137 }));
          await container.remove().catch(() => undefined);
          const signal = BY_SIGNAL.get(end.code);
          return signal === undefined ? { code: end.code, signal: null } : { code: null, signal };
        })();
        return {
          pid: pid === 0 ? undefined : pid,
          exited,
          onOutput: (listener: Parameters<RunningProcess['onOutput']>[0]) => {
            hearers.push((text) => listener(text, 'stderr'));
            for (const text of early.splice(0)) listener(text, 'stderr');
          },
          signal: (name) => container.kill(name),
        };
      } catch (cause) {
        await container.remove().catch(() => undefined);
        throw cause;
      }
    },
  };
}

/** What is written must be ours to remove: root may remove everything, others only what is theirs. */
function userOfFiles(): string {
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  return uid === 0 ? PHONE : `${uid}:${gid}`;
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}
