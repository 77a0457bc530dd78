import { spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a SIPp did that was started by hand: the tests show SIPp itself with it, not this package. */
export interface BareRun {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Whether it still ran when its time was up. */
  readonly endless: boolean;
  readonly stderr: string;
  /** What `log` actions wrote. */
  readonly log: string;
  /** First line and CSeq of each message that the peer got, and its branch. */
  readonly received: readonly { readonly line: string; readonly branch: string; readonly cseq: string }[];
  /** What the twin got, and how often SIPp connected to it. */
  readonly commands: readonly string[];
  readonly connections: number;
  /** SuccessfulCall(C) and FailedCall(C) of the statistics. */
  readonly successful: number;
  readonly failed: number;
}

export interface BareOptions {
  /** The codes that the peer answers a message with; silence where left out. */
  readonly answer?: (message: string) => readonly number[];
  /** What the twin answers a command with, at once; a twin listens where this is given. */
  readonly twin?: (command: string) => readonly string[];
  /** SIPp is killed after so many ms. */
  readonly within?: number;
  readonly args?: readonly string[];
  /** SIPp is killed as soon as it has taken the scenario. */
  readonly loadOnly?: true;
}

/** Runs one call of a scenario over UDP. */
export async function runBare(xml: string, options: BareOptions = {}): Promise<BareRun> {
  const folder = await mkdtemp(join(tmpdir(), 'sipp-'));
  const received: { line: string; branch: string; cseq: string }[] = [];
  const commands: string[] = [];
  const peer = await listenUdp((text, answer) => {
    received.push({
      line: text.split('\r\n', 1)[0] ?? '',
      branch: field(text, /branch=(\S+)/),
      cseq: field(text, /^CSeq: (.*)$/m),
    });
    for (const code of options.answer?.(text) ?? []) answer(response(text, code));
  });
  const twin = options.twin === undefined ? undefined : await listenTwin(commands, options.twin);
  try {
    await writeFile(join(folder, 'scenario.xml'), xml);
    const ended = await sipp(folder, peer.address().port, twin === undefined ? [] : ['-3pcc', twin.address], options);
    return { ...ended, received, commands, connections: twin?.connections() ?? 0, ...(await written(folder)) };
  } finally {
    peer.close();
    twin?.server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

type Ended = Pick<BareRun, 'code' | 'signal' | 'endless' | 'stderr'>;

async function sipp(folder: string, port: number, more: readonly string[], options: BareOptions): Promise<Ended> {
  const { within = 2500, args = [], loadOnly } = options;
  const fixed = ['-sf', 'scenario.xml', '-i', '127.0.0.1', '-m', '1', '-nostdin', '-fd', '1'];
  const traces = ['-trace_stat', '-trace_logs'];
  const child = spawn('sipp', [...fixed, ...traces, ...more, ...args, `127.0.0.1:${port}`], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  let endless = false;
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    // It looks its peer up when it has read the scenario.
    if (loadOnly === true && stderr.includes('Resolving remote host')) child.kill('SIGKILL');
  });
  const timer = setTimeout(() => {
    endless = true;
    child.kill('SIGKILL');
  }, within);
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (...how) => resolve(how));
  });
  clearTimeout(timer);
  return { code, signal, endless, stderr };
}

async function written(folder: string): Promise<Pick<BareRun, 'log' | 'successful' | 'failed'>> {
  const files = await readdir(folder);
  const read = async (end: string) => {
    const name = files.find((file) => file.endsWith(end));
    return name === undefined ? '' : readFile(join(folder, name), 'utf8');
  };
  const [header = '', ...rows] = (await read('.csv')).trim().split('\n');
  const last = rows.at(-1)?.split(';') ?? [];
  const count = (name: string) => Number(last[header.split(';').indexOf(name)] ?? Number.NaN);
  return {
    log: (await read('_logs.log')).trim(),
    successful: count('SuccessfulCall(C)'),
    failed: count('FailedCall(C)'),
  };
}

async function listenUdp(take: (text: string, answer: (text: string) => void) => void): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.on('message', (message, from) =>
    take(message.toString(), (text) => socket.send(text, from.port, from.address)),
  );
  await new Promise<void>((resolve) => {
    socket.bind(0, '127.0.0.1', resolve);
  });
  return socket;
}

interface Twin {
  readonly server: Server;
  readonly address: string;
  readonly connections: () => number;
}

async function listenTwin(commands: string[], answer: (command: string) => readonly string[]): Promise<Twin> {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.setNoDelay(true);
    // SIPp cuts the connection when it ends.
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      commands.push(chunk.toString());
      for (const text of answer(chunk.toString())) socket.write(`${text}\r\n\r\n\u001B`);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { server, address: address(server), connections: () => connections };
}

function address(server: Server): string {
  const bound = server.address();
  return typeof bound === 'object' && bound !== null ? `127.0.0.1:${bound.port}` : '';
}

function response(request: string, code: number): string {
  const lines = request.split('\r\n').filter((line) => /^(?:Via|From|Call-ID|CSeq):/.test(line));
  const to = request.split('\r\n').filter((line) => line.startsWith('To:'));
  return [`SIP/2.0 ${code} Answer`, ...lines, `${to.join('')};tag=2`, 'Content-Length: 0', '', ''].join('\r\n');
}

function field(text: string, pattern: RegExp): string {
  return pattern.exec(text)?.[1] ?? '';
}
