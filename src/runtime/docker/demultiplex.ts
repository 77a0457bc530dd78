/** Takes apart what an engine sends of a container without a terminal: frames of standard output and standard error. */
import { ByteQueue } from '../../byte-queue.ts';

const HEADER = 8;
const STDERR = 2;

export interface Outputs {
  readonly stdout: (chunk: Buffer) => void;
  readonly stderr: (chunk: Buffer) => void;
}

/** Takes chunks however they are cut (Docker Engine API, "attach to a container", stream format). */
export function demultiplexer({ stdout, stderr }: Outputs): (chunk: Buffer) => void {
  const queue = new ByteQueue();
  let header: Buffer | undefined;
  return (chunk) => {
    queue.push(chunk);
    for (;;) {
      header ??= queue.take(HEADER);
      const part = header && queue.take(header.readUInt32BE(4));
      if (header === undefined || part === undefined) return;
      if (header.readUInt8(0) === STDERR) stderr(part);
      else stdout(part);
      header = undefined;
    }
  };
}
