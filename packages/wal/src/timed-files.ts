import type { Files } from "./files.ts";

/** The same files; every write that must last is timed from its call until it is on stable storage, ms. */
export function timedFiles(
  files: Files,
  nowMs: () => number,
  wrote: (tookMs: number) => void,
): Files {
  return {
    ...files,
    async open(path, mode, durable) {
      const file = await files.open(path, mode, durable);
      if (!durable) return file;
      return {
        ...file,
        write(chunks, offset, done) {
          const sinceMs = nowMs();
          file.write(chunks, offset, (error) => {
            if (error === null) wrote(nowMs() - sinceMs);
            done(error);
          });
        },
      };
    },
  };
}
