/** Octets that come in chunks and are wanted in pieces; copies each octet at most once, however it was cut. */
export class ByteQueue {
  #chunks: Uint8Array[] = [];
  /** How much of the first chunk has been taken. */
  #start = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** The next octets, or undefined as long as there are fewer. A view of a chunk where they lie in one. */
  take(size: number): Buffer | undefined {
    if (this.#length < size) return undefined;
    this.#length -= size;
    const [first] = this.#chunks;
    if (first !== undefined && first.length - this.#start > size) {
      this.#start += size;
      return view(first, this.#start - size, this.#start);
    }
    return this.#gather(size);
  }

  #gather(size: number): Buffer {
    const pieces: Uint8Array[] = [];
    let [used, missing] = [0, size];
    while (missing > 0) {
      const chunk = this.#chunks[used] ?? new Uint8Array(missing);
      const piece = chunk.subarray(this.#start, this.#start + missing);
      missing -= piece.length;
      pieces.push(piece);
      this.#start = this.#start + piece.length === chunk.length ? 0 : this.#start + piece.length;
      if (this.#start === 0) used += 1;
    }
    this.#chunks = this.#chunks.slice(used);
    const [only, ...others] = pieces;
    return only !== undefined && others.length === 0 ? view(only, 0, size) : Buffer.concat(pieces, size);
  }
}

function view({ buffer, byteOffset }: Uint8Array, from: number, to: number): Buffer {
  return Buffer.from(buffer, byteOffset + from, to - from);
}
