import type { EnterAnswer } from "@cablecut/protocol";
import type { StoreApi } from "zustand/vanilla";
import { addReceipt } from "../features/receipts/receipt-book.ts";
import { withView } from "../features/account/account-books.ts";
import { withWorld, type PhoneState, type Profile } from "../phone-state.ts";
import { randomToken, type PhoneStorage } from "../storage.ts";
import type { GatewayLine } from "./gateway-line.ts";

interface Identity {
  /** 32 hex digits; leaves the phone only over its own socket. */
  readonly token: string;
  readonly showId: string | null;
}

type Refusal = Extract<EnterAnswer, { ok: false }>["refusal"];
type Entered = Extract<EnterAnswer, { ok: true }>;

/** Before the door is tried again, ms: soon where the show itself is busy switching, later where a person decides. */
const retrySoonMs = 800;
const retryLaterMs = 5_000;

export interface Session {
  /** Enters, or enters again after a reconnection; does nothing while a try is under way. */
  enter(): void;
  /** A fresh read of the own account. */
  readAccount(): void;
  stop(): void;
}

export interface SessionParts {
  readonly store: StoreApi<PhoneState>;
  readonly storage: PhoneStorage;
  readonly line: GatewayLine;
  readonly random: () => number;
  readonly later: (delayMs: number, run: () => void) => () => void;
  /** The account was read; called once its state is in the store. */
  readonly onAccount: (account: Entered["account"]) => void;
  /** The account belongs to another show or person than what this phone kept. */
  readonly onOtherAccount: () => void;
}

export function readIdentity(storage: PhoneStorage): Identity | null {
  const stored = storage.read("identity") as Partial<Identity> | null;
  return typeof stored?.token === "string" && /^[0-9a-f]{32}$/.test(stored.token)
    ? { token: stored.token, showId: typeof stored.showId === "string" ? stored.showId : null }
    : null;
}

/** Keeps the phone entered: with the token it has, or with a new one, across reconnections and closed doors. */
export function createSession(parts: SessionParts): Session {
  const { store, storage, line } = parts;
  let busy = false;
  let reading = false;
  let stopped = false;
  let cancelRetry: () => void = () => {};

  async function enter(): Promise<void> {
    if (busy || stopped) return;
    busy = true;
    cancelRetry();
    const identity = readIdentity(storage) ?? { token: randomToken(), showId: null };
    storage.write("identity", identity);
    const answer = await line.ask("enter", identity);
    busy = false;
    if (stopped || answer === null) return;
    if (answer.ok) accept(identity, answer);
    else refuse(answer.refusal);
  }

  function accept(identity: Identity, answer: Entered): void {
    const before = store.getState().profile;
    if (before !== null && isOther(before, answer)) parts.onOtherAccount();
    storage.write("identity", { token: identity.token, showId: answer.showId });
    store.setState((state) => {
      const profile = profileOf(state.profile, answer);
      const entered = { ...state, profile, entry: { kind: "entered" } as const };
      return {
        ...entered,
        ...withWorld(entered, answer.world),
        receipts:
          answer.opening === null ? state.receipts : addReceipt(state.receipts, answer.opening),
      };
    });
    parts.onAccount(answer.account);
  }

  function refuse(refusal: Refusal): void {
    if (refusal === "new-show") {
      storage.remove("identity");
      parts.onOtherAccount();
      store.setState({ profile: null });
    }
    if (refusal === "removed") return store.setState({ entry: { kind: "removed" } });
    store.setState({ entry: { kind: "entering", refusal } });
    const soon = refusal === "switching" || refusal === "unknown" || refusal === "new-show";
    const waitMs = (soon ? retrySoonMs : retryLaterMs) * (0.5 + parts.random());
    cancelRetry = parts.later(refusal === "new-show" ? 0 : waitMs, () => void enter());
  }

  async function readAccount(): Promise<void> {
    if (reading || stopped) return;
    reading = true;
    const answer = await line.ask("account", {});
    reading = false;
    if (stopped || answer === null || !answer.ok) return;
    store.setState(({ profile }) =>
      profile === null
        ? {}
        : { profile: { ...profile, books: withView(profile.books, answer.account) } },
    );
    parts.onAccount(answer.account);
  }

  return {
    enter: () => void enter(),
    readAccount: () => void readAccount(),
    stop() {
      stopped = true;
      cancelRetry();
    },
  };
}

function isOther(profile: Profile, answer: Entered): boolean {
  return profile.showId !== answer.showId || profile.me.account !== answer.me.account;
}

function profileOf(before: Profile | null, answer: Entered): Profile {
  const same = before !== null && !isOther(before, answer) ? before : null;
  return {
    showId: answer.showId,
    topology: answer.topology,
    me: answer.me,
    partner: answer.partner ?? same?.partner ?? null,
    books: withView(same?.books ?? null, answer.account),
    rehearsal: answer.rehearsal,
  };
}
