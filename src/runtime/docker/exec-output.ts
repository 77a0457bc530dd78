/** Reads what a command in a container prints: the container is not ours, so it is read to its end, and little is kept. */
import { once } from 'node:events';
import { demultiplexer } from './demultiplex.ts';

/** How much is kept, in octets. */
const MOST_OF_OUTPUT = 2 ** 20;

type Stream = NodeJS.ReadableStream;

/** Resolves when it has ended. Rejects with the reason of `signal` when that is aborted first, and reads no more then. */
export async function outputOf(stream: Stream, signal: AbortSignal): Promise<string> {
  const kept: Buffer[] = [];
  let length = 0;
  const keep = (chunk: Buffer): void => {
    const part = chunk.subarray(0, MOST_OF_OUTPUT - length);
    length += part.length;
    if (part.length > 0) kept.push(Buffer.from(part));
  };
  const outputs = demultiplexer({ stdout: keep, stderr: keep });
  stream.on('data', outputs);
  try {
    await once(stream, 'end', { signal });
  } catch (cause) {
    destroy(stream);
    throw signal.aborted ? signal.reason : cause;
  }
  return Buffer.concat(kept).toString();
}

/** Ends the connection that it comes by. */
export function destroy(stream: Stream): void {
  if ('destroy' in stream && typeof stream.destroy === 'function') stream.destroy();
}
