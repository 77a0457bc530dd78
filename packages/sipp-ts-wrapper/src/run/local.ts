import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { SippError } from './error.ts';
import type { Executor, Exit, RunningProcess } from './executor.ts';

/** Runs SIPp on this machine, at the longest until this process exits. `address` is what it binds and what others send to. */
export function localExecutor({ address = '127.0.0.1' }: { readonly address?: string } = {}): Executor {
  return {
    address,
    spawn: startProcess,
    makeFolder: () => mkdtemp(join(tmpdir(), 'sipp-')),
    removeFolder: (path) => rm(path, { recursive: true, force: true }),
    listFiles: (folder) => readdir(folder),
    readFile: readIfThere,
    writeFile: (path, text) => writeFile(path, text),
    follow: followFile,
    freePort: (protocol) => (protocol === 'udp' ? freeUdpPort(address) : freeTcpPort(address)),
  };
}

/** What still runs: SIPp goes on for ever when nobody is there to stop it. */
const running = new Set<ChildProcess>();

function endAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

async function startProcess(
  command: string,
  args: readonly string[],
  { cwd }: { readonly cwd?: string } = {},
): Promise<RunningProcess> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...(cwd === undefined ? {} : { cwd }) });
  const onOutput = outputOf(child);
  if (running.size === 0) process.on('exit', endAll);
  running.add(child);
  const exited = new Promise<Exit>((resolve) => {
    // `close` comes after the last output, `exit` may come before it.
    child.once('close', (code, signal) => {
      running.delete(child);
      if (running.size === 0) process.off('exit', endAll);
      resolve(signal === null ? { code: code ?? 0, signal: null } : { code: null, signal });
    });
  });
  try {
    await once(child, 'spawn');
  } catch (cause) {
    running.delete(child);
    throw new SippError('not-installed', `\`${command}\` cannot be started: ${message(cause)}.`, {
      hint: 'Install SIPp (Debian: `apt-get install sip-tester`), or give the path as `command`.',
      cause,
    });
  }
  return {
    pid: child.pid,
    exited,
    onOutput,
    signal: async (name) => {
      child.kill(name);
    },
  };
}

/** Output may come before anyone listens: it is kept for the first listener. */
function outputOf(child: ChildProcess): RunningProcess['onOutput'] {
  type Listener = Parameters<RunningProcess['onOutput']>[0];
  const listeners: Listener[] = [];
  const early: Parameters<Listener>[] = [];
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', (text: string) => {
      if (listeners.length === 0) early.push([text, stream]);
      for (const listener of listeners) listener(text, stream);
    });
  }
  return (listener) => {
    listeners.push(listener);
    for (const chunk of early.splice(0)) listener(...chunk);
  };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    // ESRCH: a file in /proc whose process has just ended.
    if (['ENOENT', 'ESRCH'].includes(codeOf(error))) return undefined;
    throw error;
  }
}

function followFile(path: string, onText: (text: string) => void): () => void {
  let offset = 0;
  let stopped = false;
  let reading = Promise.resolve();
  const read = async (): Promise<void> => {
    if (stopped) return;
    const file = await open(path).catch(() => undefined);
    if (file === undefined) return;
    try {
      const { size } = await file.stat();
      if (size <= offset) return;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size - offset), 0, size - offset, offset);
      offset += bytesRead;
      if (!stopped) onText(buffer.toString('utf8', 0, bytesRead));
    } finally {
      await file.close();
    }
  };
  const readSoon = (): void => {
    reading = reading.then(read, read);
  };
  // The folder is watched because SIPp makes its error file with the first error.
  const watcher = watch(dirname(path), (_, name) => {
    if (name === null || name === basename(path)) readSoon();
  });
  watcher.on('error', () => watcher.close());
  readSoon();
  return () => {
    stopped = true;
    watcher.close();
  };
}

async function freeUdpPort(address: string): Promise<number> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  socket.bind(0, address);
  await once(socket, 'listening');
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}

async function freeTcpPort(address: string): Promise<number> {
  const server = createServer().listen(0, address);
  await once(server, 'listening');
  const bound = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (bound === null || typeof bound === 'string') throw new Error('A TCP server has no port.');
  return bound.port;
}

function message(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}

/** Not by `instanceof`: under jest the errors of Node are of another realm. */
function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
