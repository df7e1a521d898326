/** Payloads below this are copied beside their neighbours: a chunk of its own costs more than the copy. */
const copiedPayloadBytesMax = 2048;

const blockBytes = 4096;

/** Collects numbers and payloads into few chunks. */
export class ByteWriter {
  #done: Uint8Array[] = [];
  #block = new Uint8Array(256);
  #start = 0;
  #end = 0;

  byte(value: number): void {
    this.#reserve(1);
    this.#block[this.#end++] = value;
  }

  /** LEB128: seven bits a byte, lowest first. `value` is a safe integer, not negative. */
  number(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#block[this.#end++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#block[this.#end++] = rest;
  }

  payload(data: Uint8Array): void {
    if (data.length >= copiedPayloadBytesMax) {
      this.#flush();
      this.#done.push(data);
      return;
    }
    this.#reserve(data.length);
    this.#block.set(data, this.#end);
    this.#end += data.length;
  }

  chunks(): Uint8Array[] {
    this.#flush();
    return this.#done;
  }

  #reserve(bytes: number): void {
    if (this.#end + bytes <= this.#block.length) return;
    this.#flush();
    this.#block = new Uint8Array(blockBytes);
    this.#start = 0;
    this.#end = 0;
  }

  #flush(): void {
    if (this.#end > this.#start) this.#done.push(this.#block.subarray(this.#start, this.#end));
    this.#start = this.#end;
  }
}

export type ByteReaderRefusal = "truncated" | "bad-value";

/** Reads what ByteWriter wrote. The first failure sticks: everything read after it is 0 or empty, and void. */
export class ByteReader {
  /** null while everything read so far was there and in range. */
  refusal: ByteReaderRefusal | null = null;
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  remaining(): number {
    return this.#bytes.length - this.#at;
  }

  fail(refusal: ByteReaderRefusal): void {
    this.refusal ??= refusal;
    this.#at = this.#bytes.length;
  }

  byte(): number {
    const value = this.#bytes[this.#at];
    if (value === undefined) {
      this.fail("truncated");
      return 0;
    }
    this.#at++;
    return value;
  }

  /** A number below `limit`. */
  byteBelow(limit: number): number {
    const value = this.byte();
    if (value < limit) return value;
    this.fail("bad-value");
    return 0;
  }

  number(): number {
    let value = 0;
    let unit = 1;
    for (let i = 0; i < 8; i++) {
      const byte = this.byte();
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) {
        if (value <= Number.MAX_SAFE_INTEGER) return value;
        break;
      }
      unit *= 0x80;
    }
    this.fail("bad-value");
    return 0;
  }

  /** How many items follow, if each takes at least `itemBytesMin`: no claim makes the reader allocate more. */
  count(itemBytesMin: number): number {
    const value = this.number();
    if (value * itemBytesMin <= this.remaining()) return value;
    this.fail("truncated");
    return 0;
  }

  /** A view of the next `length` bytes. */
  payload(length: number): Uint8Array {
    if (length > this.remaining()) {
      this.fail("truncated");
      return new Uint8Array(0);
    }
    const start = this.#at;
    this.#at += length;
    return this.#bytes.subarray(start, this.#at);
  }
}
