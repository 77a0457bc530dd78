/** What probes have found out about this machine; what it means is for `examine` to say. */
import type { Leftover } from '../runtime/docker/leftovers.ts';

export interface MachineFacts {
  /** `20.20.2` */
  readonly node: string;
  readonly system: SystemFacts;
  readonly ports: Attempt;
  readonly disk: { readonly path: string; readonly freeBytes: number } | undefined;
  readonly load: LoadFacts;
  readonly sipp: SippFacts;
  readonly docker: DockerFacts;
  /** Processes of candidates that no harness is the parent of. */
  readonly strays: readonly { readonly pid: number; readonly command: string }[];
}

/** Whether something that was tried can be done. */
export type Attempt = { readonly ok: true } | { readonly ok: false; readonly why: string; readonly hint: string };

export interface SystemFacts {
  /** `linux`, `darwin`, `win32` */
  readonly platform: string;
  readonly shell: boolean;
  /** Files that a process may have open; undefined where the system does not tell. */
  readonly descriptors: number | undefined;
}

export interface LoadFacts {
  readonly processors: number;
  /** Processes that wanted to run, as a mean over the last minute. */
  readonly average: number;
  /** Longest that this process was kept from running while it looked, in ms. */
  readonly delayMs: number;
  /** By how much the wall clock was set or ran wrong meanwhile, in ms. */
  readonly clockStepMs: number;
}

export type SippFacts =
  | { readonly kind: 'found'; readonly path: string; readonly version: string; readonly warning: string | undefined }
  | { readonly kind: 'missing' };

export type DockerFacts =
  | {
      readonly kind: 'answers';
      readonly version: string;
      readonly api: string;
      /** Whether containers run on the kernel of this machine, so that their addresses can be reached from here. */
      readonly isHere: boolean;
      readonly rootless: boolean;
      /** Names of all images. */
      readonly images: readonly string[];
      readonly leftovers: readonly Leftover[];
      readonly addresses: AddressFacts;
    }
  | {
      readonly kind: 'silent';
      readonly why: string;
      readonly socket: 'absent' | 'denied' | 'there';
      readonly user: string;
    };

export type AddressFacts =
  | {
      readonly ok: true;
      readonly space: string;
      readonly all: number;
      readonly free: number;
      readonly inTheWay: readonly string[];
    }
  | { readonly ok: false; readonly why: string; readonly hint: string };
