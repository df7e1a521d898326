// The files of a built page, compressed once: beside each file that is worth it stand a .br and a .gz.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** Text; pictures and fonts are compressed already. */
const compressible = /\.(html|js|css|svg|json|txt)$/;
/** What fits into one packet is not worth another file. */
const bytesMin = 1_000;

/**
 * Compresses everything below a folder, and says how many files got their two.
 * @param {string} folder
 */
export function compressFiles(folder) {
  let count = 0;
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!compressible.test(name) || name.startsWith(".vite")) continue;
    const file = join(folder, name);
    const bytes = readFileSync(file);
    if (bytes.length < bytesMin) continue;
    writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    };
    writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }));
    count += 1;
  }
  return count;
}
