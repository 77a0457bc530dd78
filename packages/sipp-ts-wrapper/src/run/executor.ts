/** How a process ended: one of both is set. */
export type Exit = { readonly code: number; readonly signal: null } | { readonly code: null; readonly signal: string };

/** The signals that this package sends. */
export type SippSignal = 'SIGUSR1' | 'SIGUSR2' | 'SIGTERM' | 'SIGKILL';

/** A process that an executor started. */
export interface RunningProcess {
  /** Its number as `/proc` of the executor's files names it; undefined where that is not known. */
  readonly pid: number | undefined;
  /** Resolves when it has ended; never rejects. */
  readonly exited: Promise<Exit>;
  /** Hands over what it writes from its first byte on; called at once with what came before. */
  onOutput(listener: (text: string, stream: 'stdout' | 'stderr') => void): void;
  /** Does nothing when the process has ended. */
  signal(name: SippSignal): Promise<void>;
}

/**
 * A place where SIPp can run: this machine, a container, another host. It is all that this package needs of that place;
 * paths are paths there.
 */
export interface Executor {
  /** The IP address by which others, and the control connection of `steer`, reach a SIPp that runs there. */
  readonly address: string;
  /** Starts a program without a shell and without standard input. @throws SippError `not-installed` where there is none. */
  spawn(command: string, args: readonly string[], options?: { readonly cwd?: string }): Promise<RunningProcess>;
  /** Makes a new empty folder. */
  makeFolder(): Promise<string>;
  removeFolder(path: string): Promise<void>;
  /** The names in a folder. */
  listFiles(folder: string): Promise<readonly string[]>;
  /** The text of a file, also of one in `/proc`; undefined where there is none. */
  readFile(path: string): Promise<string | undefined>;
  writeFile(path: string, text: string): Promise<void>;
  /**
   * Hands over what is appended to a file that may not exist yet, from its beginning; returns how to stop that.
   * Without it the file is read again and again.
   */
  follow?(path: string, onText: (text: string) => void): () => void;
  /** A port that nobody has at the moment. Without it the well-known ones are used, which suits a container. */
  freePort?(protocol: 'udp' | 'tcp'): Promise<number>;
}
