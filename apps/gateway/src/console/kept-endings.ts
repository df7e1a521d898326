import { endedSessionSchema, endedSessionsMax, type EndedSession } from "@cablecut/protocol";
import { jsonIn, writeSynced } from "@cablecut/named-files";
import * as z from "zod";

const endingsSchema = z.array(endedSessionSchema).max(endedSessionsMax);

/** As many as there can be take a fifth of that. */
const bytesMax = 64 * 1024;

/**
 * Sessions and login links that are over, as they stand on this machine's disk: the log has them a moment later, or once there is a
 * quorum, and a gateway that is killed before that must not open for them again. Whoever cannot be kept, for a full disk, say, is
 * known to the log and to this process as ever.
 */
export class KeptEndings {
  readonly #path: string | null;
  readonly #wallMs: () => number;
  readonly #ended: Map<string, number>;

  /** `path`: null where this gateway has no directory. What stands there and cannot be read counts as nothing. */
  constructor(path: string | null, wallMs: () => number) {
    this.#path = path;
    this.#wallMs = wallMs;
    this.#ended = new Map(readEndings(path).map((each) => [each.session, each.expiresAtS]));
  }

  /** Those that would not have expired yet. */
  get all(): readonly EndedSession[] {
    const nowS = this.#wallMs() / 1_000;
    return [...this.#ended]
      .filter(([, expiresAtS]) => expiresAtS > nowS)
      .map(([session, expiresAtS]) => ({ session, expiresAtS }));
  }

  has(session: string): boolean {
    return this.#ended.has(session);
  }

  /** Returns when it is on the disk. */
  keep(ending: EndedSession): void {
    if (this.#path === null) return;
    const lasting = this.all.filter(({ session }) => session !== ending.session);
    // Those that last longest, as in the ledger.
    const kept = [...lasting, ending]
      .toSorted((one, other) => other.expiresAtS - one.expiresAtS)
      .slice(0, endedSessionsMax);
    try {
      writeSynced(this.#path, `${JSON.stringify(kept)}\n`);
    } catch {
      return;
    }
    this.#ended.clear();
    for (const { session, expiresAtS } of kept) this.#ended.set(session, expiresAtS);
  }
}

function readEndings(path: string | null): readonly EndedSession[] {
  const read = path === null ? null : jsonIn(path, bytesMax);
  const parsed = endingsSchema.safeParse(read?.ok === true ? read.content : []);
  return parsed.success ? parsed.data : [];
}
