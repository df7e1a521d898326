import type { KeyValueStore } from "@cablecut/ui";
import type { StoreApi } from "zustand/vanilla";
import type { ConsoleLink } from "./link.ts";
import type { ConsoleState } from "./store.ts";

const storageKey = "cablecut.presenter.session";

/** The part of sessionStorage that is used here; it ends with the tab. */
export interface SessionStore extends KeyValueStore {
  removeItem(key: string): void;
}

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
} {
  let ticket = loginTicket;
  /** What was asked or refused before somebody came in is nobody's any more. */
  const enter = (): void =>
    store.setState(({ access }) => ({
      access: { kind: "in" },
      ...(access.kind === "in" ? {} : { refused: null, guarded: null }),
    }));
  const take = (answer: Awaited<ReturnType<ConsoleLink["login"]>>): void => {
    if (answer.ok) {
      write(storage, answer.session);
      return enter();
    }
    store.setState({ access: { kind: "out", refusal: answer.refusal } });
  };
  return {
    async login(pin) {
      take(await link.login(pin));
    },
    /** Forgotten here at once; where the gateway did not hear of it the session lasts until it expires. */
    async logout() {
      erase(storage);
      await link.logout();
      store.setState({ access: { kind: "out", refusal: null } });
    },
    async connected() {
      if (ticket !== null) {
        const answer = await link.loginByTicket(ticket);
        // Without an answer the link may be as good as before: the next connection shows it again.
        if (answer.ok || answer.refusal !== "no-answer") ticket = null;
        if (answer.ok || read(storage) === null) return take(answer);
      }
      const session = read(storage);
      if (session === null) return;
      const before = store.getState().access;
      if (before.kind !== "in") store.setState({ access: { kind: "resuming" } });
      const answer = await link.resume(session);
      if (answer.ok) return enter();
      // Without an answer the session may well be good: the next connection presents it again.
      if (answer.refusal === "no-answer") {
        if (before.kind !== "in") store.setState({ access: { kind: "out", refusal: "no-answer" } });
        return;
      }
      if (answer.refusal === "session-over") erase(storage);
      store.setState({ access: { kind: "out", refusal: answer.refusal } });
    },
  };
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
