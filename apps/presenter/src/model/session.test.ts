import type { LoginAnswer, LogoutAnswer } from "@cablecut/protocol";
import { expect, test, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import { silentLink } from "../testing/silent-link.ts";
import { createSession, presentAgainMs, type SessionStore } from "./session.ts";
import { initialConsoleState, type ConsoleState } from "./store.ts";

type Answer = LoginAnswer | { readonly ok: false; readonly refusal: "no-answer" };

function setting(
  answers: { login?: Answer; link?: Answer; resume?: Answer; logout?: LogoutAnswer },
  stored: string | null = null,
  ticket: string | null = null,
) {
  const kept = new Map<string, string>(
    stored === null ? [] : [["cablecut.presenter.session", stored]],
  );
  const storage: SessionStore = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
  const asked: string[] = [];
  const link = silentLink({
    login: async (pin) => {
      asked.push(`login ${pin}`);
      return answers.login!;
    },
    loginByTicket: async (ticket) => {
      asked.push(`link ${ticket}`);
      return answers.link!;
    },
    resume: async (session) => {
      asked.push(`resume ${session}`);
      return answers.resume!;
    },
    logout: async () => {
      asked.push("logout");
      return answers.logout ?? { ok: true };
    },
  });
  const store = createStore<ConsoleState>(() => initialConsoleState);
  return { session: createSession(store, link, storage, ticket), store, kept, asked };
}
const session = "0".repeat(32);

test("a login is remembered for this tab", async () => {
  const { session: door, store, kept } = setting({ login: { ok: true, session } });
  await door.login("2468");
  expect(store.getState().access).toEqual({ kind: "in" });
  expect([...kept.values()]).toEqual([session]);
});

test("a login link lets this tab in, once, and the session goes on without it", async () => {
  const {
    session: door,
    store,
    kept,
    asked,
  } = setting({ link: { ok: true, session }, resume: { ok: true, session } }, null, "a-ticket");
  await door.connected();
  expect(store.getState().access).toEqual({ kind: "in" });
  expect([...kept.values()]).toEqual([session]);
  await door.connected();
  expect(asked).toEqual(["link a-ticket", `resume ${session}`]);
});

test("a used link says so, unless this tab has a session; without an answer it is shown again", async () => {
  const over = setting({ link: { ok: false, refusal: "link-over" } }, null, "a-ticket");
  await over.session.connected();
  expect(over.store.getState().access).toEqual({ kind: "out", refusal: "link-over" });

  const link = { ok: false, refusal: "link-over" } as const;
  const inside = setting({ link, resume: { ok: true, session } }, session, "a-ticket");
  await inside.session.connected();
  expect(inside.store.getState().access).toEqual({ kind: "in" });

  const silent = setting({ link: { ok: false, refusal: "no-answer" } }, null, "a-ticket");
  await silent.session.connected();
  await silent.session.connected();
  expect(silent.asked).toEqual(["link a-ticket", "link a-ticket"]);
});

test("a wrong PIN changes nothing but the word under the field", async () => {
  const { session: door, store, kept } = setting({ login: { ok: false, refusal: "wrong-pin" } });
  await door.login("1111");
  expect(store.getState()).toEqual({
    ...initialConsoleState,
    access: { kind: "out", refusal: "wrong-pin" },
  });
  expect(kept.size).toBe(0);
});

test("every new connection presents the session again; without one nobody is asked", async () => {
  const back = setting({ resume: { ok: true, session } }, session);
  await back.session.connected();
  expect(back.asked).toEqual([`resume ${session}`]);
  expect(back.store.getState().access).toEqual({ kind: "in" });

  const fresh = setting({});
  await fresh.session.connected();
  expect(fresh.asked).toEqual([]);
});

test("a session that is over is forgotten; one without an answer is kept", async () => {
  const over = setting({ resume: { ok: false, refusal: "session-over" } }, session);
  await over.session.connected();
  expect(over.kept.size).toBe(0);
  expect(over.store.getState().access).toEqual({ kind: "out", refusal: "session-over" });

  const silent = setting({ resume: { ok: false, refusal: "no-answer" } }, session);
  silent.store.setState({ access: { kind: "in" } });
  await silent.session.connected();
  expect(silent.kept.size).toBe(1);
  expect(silent.store.getState().access).toEqual({ kind: "in" });
});

test("a session without an answer is shown again over a connection that stays, until somebody logs in", async () => {
  vi.useFakeTimers();
  try {
    const answers: { resume: Answer; login: Answer } = {
      resume: { ok: false, refusal: "no-answer" },
      login: { ok: true, session },
    };
    const late = setting(answers, session);
    late.store.setState({ connection: "connected" });
    await late.session.connected();
    expect(late.store.getState().access).toEqual({ kind: "out", refusal: "no-answer" });
    answers.resume = { ok: true, session };
    await vi.advanceTimersByTimeAsync(presentAgainMs);
    expect(late.store.getState().access).toEqual({ kind: "in" });
    await vi.advanceTimersByTimeAsync(10 * presentAgainMs);
    expect(late.asked).toHaveLength(2);

    // Of a gateway that began anew meanwhile.
    answers.resume = { ok: false, refusal: "no-answer" };
    expect(await late.session.presentAgain()).toBe("no-answer");
    expect(late.store.getState().access).toEqual({ kind: "in" });
    answers.resume = { ok: true, session };
    await vi.advanceTimersByTimeAsync(10 * presentAgainMs);
    expect(late.asked).toHaveLength(4);

    answers.resume = { ok: false, refusal: "no-answer" };
    const typed = setting(answers, session);
    typed.store.setState({ connection: "connected" });
    await typed.session.connected();
    await typed.session.login("2468");
    await vi.advanceTimersByTimeAsync(10 * presentAgainMs);
    expect(typed.asked).toEqual([`resume ${session}`, "login 2468"]);
  } finally {
    vi.useRealTimers();
  }
});

test("a session that the gateway could not end is not told of as ended", async () => {
  const full = setting({ logout: { ok: false, refusal: "too-many-ended" } }, session);
  full.store.setState({ access: { kind: "in" } });
  await full.session.logout();
  expect(full.store.getState().access).toEqual({ kind: "out", refusal: "not-ended" });
  expect(full.kept.size).toBe(0);
});

test("a browser that forbids storage still lets the presenter in", async () => {
  const forbidden = (): never => {
    throw new Error("SecurityError");
  };
  const store = createStore<ConsoleState>(() => initialConsoleState);
  const door = createSession(
    store,
    silentLink({
      login: async () => ({ ok: true, session }),
      resume: async () => ({ ok: true, session }),
    }),
    { getItem: forbidden, setItem: forbidden, removeItem: forbidden },
  );
  await door.connected();
  await door.login("2468");
  expect(store.getState().access).toEqual({ kind: "in" });
});

test("logging out forgets the session here and tells the gateway", async () => {
  const { session: door, store, kept, asked } = setting({}, session);
  store.setState({ access: { kind: "in" } });
  await door.logout();
  expect(store.getState().access).toEqual({ kind: "out", refusal: null });
  expect(kept.size).toBe(0);
  expect(asked).toEqual(["logout"]);
});

test("who comes in reads of nothing that was refused or asked before, and who only comes back does", async () => {
  const before: Pick<ConsoleState, "refused" | "guarded"> = {
    refused: { refusal: "no-answer", number: 1 },
    guarded: { kind: "cut", targets: ["hz"], intervalMs: 0, evenIfQuorumIsLost: false },
  };
  const anew = setting({ login: { ok: true, session } });
  anew.store.setState(before);
  await anew.session.login("2468");
  expect(anew.store.getState()).toMatchObject({ refused: null, guarded: null });

  const back = setting({ resume: { ok: true, session } }, session);
  back.store.setState({ ...before, access: { kind: "in" } });
  await back.session.connected();
  expect(back.store.getState()).toMatchObject(before);
});
