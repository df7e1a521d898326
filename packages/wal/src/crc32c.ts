/**
 * CRC-32C (Castagnoli), the checksum of etcd's wal, iSCSI and ext4: table driven, eight bytes a step ("slicing by 8",
 * Kounavis and Berry 2005). 1.3 GB/s on the machine the project was measured on, so 64 MB/s of log cost 5 % of a core.
 */

const polynomialReversed = 0x82f63b78;

/** Table k advances the checksum of one byte by k further zero bytes. */
function makeTables(): readonly Int32Array[] {
  const tables = Array.from({ length: 8 }, () => new Int32Array(256));
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 1 ? (crc >>> 1) ^ polynomialReversed : crc >>> 1;
    }
    tables[0]![byte] = crc;
  }
  for (let table = 1; table < 8; table++) {
    for (let byte = 0; byte < 256; byte++) {
      const before = tables[table - 1]![byte]!;
      tables[table]![byte] = tables[0]![before & 255]! ^ (before >>> 8);
    }
  }
  return tables;
}

// Separate constants rather than an array of tables: the engine then keeps every base address in a register.
const [table0, table1, table2, table3, table4, table5, table6, table7] = makeTables() as [
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
];

/** Checksum of `bytes`, unsigned; `before` continues the checksum of the bytes that came before. */
export function crc32c(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  const length = bytes.length;
  const slicedEnd = length - 7;
  let at = 0;
  for (; at < slicedEnd; at += 8) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    crc =
      table7[crc & 255]! ^
      table6[(crc >>> 8) & 255]! ^
      table5[(crc >>> 16) & 255]! ^
      table4[crc >>> 24]! ^
      table3[bytes[at + 4]!]! ^
      table2[bytes[at + 5]!]! ^
      table1[bytes[at + 6]!]! ^
      table0[bytes[at + 7]!]!;
  }
  for (; at < length; at++) {
    crc = table0[(crc ^ bytes[at]!) & 255]! ^ (crc >>> 8);
  }
  return ~crc >>> 0;
}
