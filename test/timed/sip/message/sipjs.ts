/** sip.js as an oracle: its parser, and what it reads in the form of our own facts. */
import { createRequire } from 'node:module';
import { buildSync } from 'esbuild';
import { decodeText } from '../../../../src/sip/message/octets.ts';
import type { IncomingMessage, NameAddrHeader, URI } from 'sip.js/lib/core/index.js';

type Read = IncomingMessage & { readonly ruri?: URI; readonly statusCode?: number; readonly reasonPhrase?: string };

interface Parser {
  parseMessage(data: string, logger: Record<'warn' | 'error', () => void>): Read | undefined;
}

/** sip.js is written as ES modules, which jest does not load as such, so it is bundled first. */
export function loadParser(): Parser {
  const { outputFiles } = buildSync({
    stdin: { contents: "export * from 'sip.js/lib/core/messages/parser.js';", resolveDir: process.cwd() },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
  });
  const module: { exports: { readonly Parser?: Parser } } = { exports: {} };
  // oxlint-disable-next-line no-implied-eval, no-new-func -- how a CommonJS module is evaluated
  const run = new Function('module', 'exports', 'require', outputFiles[0]?.text ?? '');
  run(module, module.exports, createRequire(import.meta.url));
  if (module.exports.Parser === undefined) throw new Error('sip.js has no parser');
  return module.exports.Parser;
}

const SILENT = { warn: () => {}, error: () => {} };

/** Undefined when sip.js refuses the message, by whatever means, or cannot say what its Request-URI is. */
export function readWith(parser: Parser, octets: Uint8Array) {
  const data = decodeText(octets);
  const message = attempt(() => parser.parseMessage(data, SILENT));
  const read = message?.ruri !== undefined || message?.statusCode !== undefined;
  return message !== undefined && read ? factsOf(message) : undefined;
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function factsOf(message: Read) {
  return {
    start:
      message.ruri === undefined
        ? `${message.statusCode} ${message.reasonPhrase}`
        : `${message.method} ${uri(message.ruri)}`,
    from: address(message.from),
    to: address(message.to),
    callId: message.callId,
    cseq: `${message.cseq} ${message.method}`,
    // Of several values in one field sip.js takes parts of the first and parts of the last.
    via: message.getHeaders('via')[0]?.includes(',') === true ? 'several' : via(message.via as SipJsVia | undefined),
    contacts: message.getHeaders('contact').map((_, index) => address(message.parseHeader('contact', index))),
  };
}

/** What its parser makes of a Via; its declared type leaves two of them out. */
interface SipJsVia {
  readonly transport: string;
  readonly host: string;
  readonly port?: number;
  readonly branch?: string;
}

function via(of: SipJsVia | undefined): string {
  return of === undefined
    ? 'unread'
    : `${of.transport.toUpperCase()} ${of.host.toLowerCase()} ${of.port ?? ''} ${of.branch}`;
}

/** sip.js keeps the escapes of a display name, which we undo, and takes a password for part of the user. */
function address(of: NameAddrHeader | undefined): string {
  if (of === undefined) return 'unread';
  return `${(of.displayName ?? '').replaceAll('\\', '')} ${uri(of.uri)} ${of.getParam('tag') ?? ''}`;
}

function uri(of: URI): string {
  return `${of.scheme}|${of.user ?? ''}|${of.host.toLowerCase()}|${of.port ?? ''}`;
}
