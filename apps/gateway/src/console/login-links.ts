import { sessionName, type EndedSessions } from "./console-sessions.ts";
import type { Tickets } from "./tickets.ts";

/** How often the log is looked at until a claim is in it, ms. */
const lookEveryMs = 50;
/** So long a gateway of several waits for the log; then the PIN opens the console, ms. */
const claimMaxMs = 3_000;
/** Of a link's name so much begins the name of each claim to it; what follows is whose claim it is. 32 bits each, hex digits. */
const claimedLength = 8;

/** Sessions that are over, as every gateway of the show comes to know them. */
export interface EndedSessionsOfShow extends EndedSessions {
  /** Those that are in the log, as far as it is known here: all of some entry, and nothing of a later one. */
  inLog(): ReadonlySet<string>;
  /** This gateway knows it also after being killed now, whatever the log has. */
  isOnDisk(name: string): boolean;
}

interface LoginLinkParts {
  readonly tickets: Pick<Tickets, "readLogin">;
  readonly ended: EndedSessionsOfShow;
  /** There are other gateways. */
  readonly isOneOfSeveral: boolean;
  /** Of this gateway since its start, 32 bits. */
  readonly boot: number;
  readonly after: (ms: number, task: () => void) => void;
}

/**
 * A login link works once in the show. It is remembered as a session that is over, which other gateways hear of within a quarter of
 * a second; for that long two would take it. So each of several puts a claim of its own into the log, and lets somebody in when it
 * has seen it there and nobody else's with it: of two claims the later one is never seen without the earlier. Who finds both is not
 * let in, be it that neither is.
 */
export class LoginLinks {
  readonly #parts: LoginLinkParts;

  constructor(parts: LoginLinkParts) {
    this.#parts = parts;
  }

  /** Tells once whether the link opens the console. */
  use(ticket: string, done: (isGood: boolean) => void): void {
    const { tickets, ended, isOneOfSeveral, boot } = this.#parts;
    const login = tickets.readLogin(ticket);
    if (login === null) return done(false);
    const name = sessionName(login);
    const expiresAtS = Math.ceil(login.expiresAtMs / 1_000);
    if (ended.has(name) || !ended.add(name, expiresAtS)) return done(false);
    if (!isOneOfSeveral) return this.#onceKept(name, claimMaxMs, () => done(true));
    const claim = name.slice(0, claimedLength) + boot.toString(16).padStart(8, "0");
    if (!ended.add(claim, expiresAtS)) return done(false);
    this.#decide(name, claim, claimMaxMs, done);
  }

  /**
   * Whoever is let in is remembered by then, be this gateway killed the moment after. A show of one gateway needs no quorum to be
   * led: where neither disk nor log takes it, it is known to this process alone.
   */
  #onceKept(name: string, leftMs: number, done: () => void): void {
    const { ended, after } = this.#parts;
    if (ended.isOnDisk(name) || ended.inLog().has(name) || leftMs <= 0) return done();
    after(lookEveryMs, () => this.#onceKept(name, leftMs - lookEveryMs, done));
  }

  #decide(name: string, claim: string, leftMs: number, done: (isGood: boolean) => void): void {
    const { ended, after } = this.#parts;
    const known = ended.inLog();
    if (known.has(claim)) return done(!isClaimedByAnother(known, name, claim));
    if (leftMs <= 0) return done(false);
    after(lookEveryMs, () => this.#decide(name, claim, leftMs - lookEveryMs, done));
  }
}

function isClaimedByAnother(known: ReadonlySet<string>, name: string, claim: string): boolean {
  const link = name.slice(0, claimedLength);
  return [...known].some((each) => each.startsWith(link) && each !== claim && each !== name);
}
