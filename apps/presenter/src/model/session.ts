import type { KeyValueStore } from "@cablecut/ui";
import type { StoreApi } from "zustand/vanilla";
import type { ConsoleLink } from "./link.ts";
import type { ConsoleState } from "./store.ts";

const storageKey = "cablecut.presenter.session";
/** After a question that got no answer, ms. */
export const presentAgainMs = 2_000;

/** The part of sessionStorage that is used here; it ends with the tab. */
export interface SessionStore extends KeyValueStore {
  removeItem(key: string): void;
}

/** What became of a session that was shown to a gateway. */
export type Presented = "in" | "out" | "no-answer";

/**
 * Logging in, and coming back: the session is presented again at every new connection. A failed login changes nothing
 * here either: what was on the screen stays, and nothing is stored.
 */
export function createSession(
  store: StoreApi<ConsoleState>,
  link: ConsoleLink,
  storage: SessionStore | null,
  /** Of the login link that opened this page; it works once. */
  loginTicket: string | null = null,
): {
  login(pin: string): Promise<void>;
  logout(): Promise<void>;
  connected(): Promise<void>;
  /** Where the gateway does not know of it. Without an answer it goes on being shown, and the page is where it was. */
  presentAgain(): Promise<Presented>;
} {
  const parts = { store, link, storage };
  let ticket = loginTicket;
  /** Counts connections, logins, logouts and new showings: what was begun under an earlier one goes on no more. */
  let turn = 0;
  /** Without an answer the session may well be good, and so may the connection, which then brings no next one that would show it. */
  const presentUntilAnswered = async (session: string): Promise<Presented> => {
    const mine = turn;
    const came = await present(parts, session);
    const isThere = ["connected", "silent"].includes(store.getState().connection);
    if (came !== "no-answer" || !isThere || mine !== turn) return came;
    setTimeout(() => {
      if (mine === turn) void presentUntilAnswered(session);
    }, presentAgainMs);
    return came;
  };
  const take = (answer: Awaited<ReturnType<ConsoleLink["login"]>>): void => {
    if (answer.ok) {
      write(storage, answer.session);
      return enter(store);
    }
    store.setState({ access: { kind: "out", refusal: answer.refusal } });
  };
  return {
    async login(pin) {
      turn += 1;
      take(await link.login(pin));
    },
    /** Forgotten here at once; where the gateway could not end it the session lasts until it expires, and the page says so. */
    async logout() {
      turn += 1;
      erase(storage);
      const answer = await link.logout();
      store.setState({ access: { kind: "out", refusal: answer.ok ? null : "not-ended" } });
    },
    async connected() {
      turn += 1;
      if (ticket !== null) {
        const answer = await link.loginByTicket(ticket);
        // Without an answer the link may be as good as before: the next connection shows it again.
        if (answer.ok || answer.refusal !== "no-answer") ticket = null;
        if (answer.ok || read(storage) === null) return take(answer);
      }
      const session = read(storage);
      if (session === null) return;
      if (store.getState().access.kind !== "in") store.setState({ access: { kind: "resuming" } });
      await presentUntilAnswered(session);
    },
    async presentAgain() {
      const session = read(storage);
      if (session === null) return "out";
      turn += 1;
      return presentUntilAnswered(session);
    },
  };
}

interface SessionParts {
  readonly store: StoreApi<ConsoleState>;
  readonly link: ConsoleLink;
  readonly storage: SessionStore | null;
}

async function present(
  { store, link, storage }: SessionParts,
  session: string,
): Promise<Presented> {
  const before = store.getState().access;
  const answer = await link.resume(session);
  if (answer.ok) {
    enter(store);
    return "in";
  }
  if (answer.refusal === "no-answer") {
    if (before.kind !== "in") store.setState({ access: { kind: "out", refusal: "no-answer" } });
    return "no-answer";
  }
  if (answer.refusal === "session-over") erase(storage);
  store.setState({ access: { kind: "out", refusal: answer.refusal } });
  return "out";
}

/** What was asked or refused before somebody came in is nobody's any more. */
function enter(store: StoreApi<ConsoleState>): void {
  store.setState(({ access }) => ({
    access: { kind: "in" },
    ...(access.kind === "in" ? {} : { refused: null, guarded: null }),
  }));
}

function read(storage: SessionStore | null): string | null {
  try {
    return storage?.getItem(storageKey) ?? null;
  } catch {
    return null;
  }
}

function write(storage: SessionStore | null, session: string): void {
  try {
    storage?.setItem(storageKey, session);
  } catch {
    // Without a storage the session ends with the page, and the PIN is asked for again.
  }
}

function erase(storage: SessionStore | null): void {
  try {
    storage?.removeItem(storageKey);
  } catch {
    // It was never written.
  }
}
