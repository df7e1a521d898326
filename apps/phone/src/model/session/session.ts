import type { EnterAnswer, EnterInput, PhoneAuth } from "@cablecut/protocol";
import type { StoreApi } from "zustand/vanilla";
import { addReceipt } from "../receipts/receipt-book.ts";
import { withView } from "../account/account-books.ts";
import { lineSpeaks, withWorld, type PhoneState, type Profile } from "../phone-state.ts";
import { randomToken, type FragmentPort, type Identity, type PhoneStorage } from "../storage.ts";
import { numbersOf } from "../transfer/payment.ts";
import type { GatewayLine } from "./gateway-line.ts";
import { linkIn, moveCodeIn } from "./move-link.ts";

type Refusal = Extract<EnterAnswer, { ok: false }>["refusal"];
type Entered = Extract<EnterAnswer, { ok: true }>;
/** The entry as of which the account was known when it was asked for, and the book's numbers then. */
type Asked = { readonly knownAt: number; readonly numbers: string };

/** Before the door is tried again, ms: soon where the show itself is busy switching, later where a person decides. */
const retrySoonMs = 800;
const retryLaterMs = 5_000;
/** A gateway of an earlier build answers nothing to what is said with the connection: it is asked once more then, ms. */
const unheardMs = 4_000;

export interface SessionParts {
  readonly store: StoreApi<PhoneState>;
  readonly storage: PhoneStorage;
  readonly line: GatewayLine;
  /** The page's address, which may be a link that moves an account here. */
  readonly fragment: FragmentPort;
  /** What the phone says of itself with each `enter`. */
  readonly tells: () => EnterInput["tells"] & object;
  readonly random: () => number;
  readonly later: (delayMs: number, run: () => void) => () => void;
  /**
   * The account was read; `isNewest`: from the room that serves it, and no number was given or has ended meanwhile. Called once its state is in the store.
   */
  readonly onAccount: (account: Entered["account"], isNewest: boolean) => void;
  /** The account belongs to another show or person than what this phone kept. */
  readonly onOtherAccount: () => void;
}

export function readIdentity(storage: PhoneStorage): Identity | null {
  const stored = storage.read("identity");
  return typeof stored?.token === "string" && /^[0-9a-f]{32}$/.test(stored.token)
    ? { token: stored.token, showId: typeof stored.showId === "string" ? stored.showId : null }
    : null;
}

/** Keeps the phone entered: with the token it has, or with a new one, across reconnections and closed doors. */
export class Session {
  readonly #parts: SessionParts;
  #entering = false;
  /** What this connection came with, until it is answered. */
  #said: (Identity & Asked) | null = null;
  /** Of this page: it stays the same person also where its storage was cleared meanwhile. */
  #own: Identity | null;
  #reading = false;
  #stopped = false;
  #moveCode: string | null;
  /** By gateways that could only do that, since it was in. */
  #sentHome = 0;
  #cancelRetry: () => void = () => {};

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#moveCode = moveCodeIn(parts.fragment.read());
    this.#own = readIdentity(parts.storage);
  }

  /** Goes on with what this browser has, or with a new account. */
  forgetMove(): void {
    const { fragment } = this.#parts;
    if (linkIn(fragment.read()) !== null) fragment.write("");
    this.#moveCode = null;
  }

  /** For a connection that is about to be opened: a turn over the network less until the phone is in. */
  atTheDoor(): PhoneAuth {
    const { kind } = this.#parts.store.getState().entry;
    const comesIn = kind === "entering" || kind === "entered";
    const saysSo = comesIn && !this.#entering && !this.#stopped && this.#moveCode === null;
    this.#said = null;
    // For the answer to a link that is lost with its line: it is given once more to the page that took it.
    if (!saysSo) return this.#moveCode === null ? {} : { page: this.#parts.tells().page };
    const identity = this.#identity();
    this.#said = { ...identity, ...this.#asked() };
    this.#cancelRetry();
    return { enter: { ...identity, tells: this.#parts.tells() } };
  }

  /** The answer to that, on its connection. */
  entered(answer: EnterAnswer): void {
    const said = this.#said;
    this.#said = null;
    const { entry } = this.#parts.store.getState();
    if (this.#stopped || said === null || entry.kind !== "entering") return;
    this.#cancelRetry();
    this.#answered(said, answer);
  }

  /** Enters, or enters again after a reconnection; does nothing while a try is under way. */
  enter(): void {
    if (this.#said === null) return void this.#enter();
    this.#cancelRetry();
    // The answer to what was said may only be late: whichever comes first is taken.
    this.#cancelRetry = this.#parts.later(unheardMs, () => void this.#enter());
  }

  /** A fresh read of the own account; does nothing while one is under way. */
  readAccount(): void {
    void this.#read();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelRetry();
  }

  async #enter(): Promise<void> {
    if (this.#entering || this.#stopped) return;
    this.#entering = true;
    this.#cancelRetry();
    const { store, line, tells } = this.#parts;
    if (this.#moveCode !== null && !(await this.#takeMove(this.#moveCode))) {
      this.#entering = false;
      return;
    }
    const identity = this.#identity();
    const asked = this.#asked();
    const said = this.#said;
    const answer = await line.ask("enter", { ...identity, tells: tells() });
    this.#entering = false;
    if (this.#stopped) return;
    if (answer === null) {
      // Another connection may have come up while this one was being asked; without one, its coming enters.
      if (isLineOpen(store.getState())) this.#retryIn(retrySoonMs);
      return;
    }
    // The answer to what was said has come meanwhile, and was taken.
    if (this.#said !== said) return;
    this.#said = null;
    this.#answered({ ...identity, ...asked }, answer);
  }

  #answered(asked: Identity & Asked, answer: EnterAnswer): void {
    if (answer.ok) this.#accept(asked, answer);
    else this.#refuse(answer.refusal);
  }

  /** Kept before it is said to anybody. */
  #identity(): Identity {
    return this.#keep(this.#known() ?? { token: randomToken(), showId: null });
  }

  #known(): Identity | null {
    return readIdentity(this.#parts.storage) ?? this.#own;
  }

  #keep(identity: Identity): Identity {
    this.#own = identity;
    this.#parts.storage.write("identity", identity);
    return identity;
  }

  /** Whether the account is here now; whoever was refused is asked what to do instead. */
  async #takeMove(code: string): Promise<boolean> {
    const { store, line, onOtherAccount } = this.#parts;
    const answer = await line.ask("takeMove", { code });
    if (this.#stopped) return false;
    if (answer === null) {
      if (isLineOpen(store.getState())) this.#retryIn(retrySoonMs);
      return false;
    }
    this.forgetMove();
    if (!answer.ok) {
      const entry = { kind: "not-moved", refusal: answer.refusal } as const;
      store.setState((state) => ({ ...lineSpeaks(state), entry }));
      return false;
    }
    if (this.#known()?.token === answer.token) return true;
    onOtherAccount();
    store.setState({ profile: null });
    this.#keep({ token: answer.token, showId: null });
    return true;
  }

  #asked(): Asked {
    const { profile, book } = this.#parts.store.getState();
    return { knownAt: profile?.books.appliedIndex ?? 0, numbers: numbersOf(book) };
  }

  #isOvertaken({ numbers }: Asked): boolean {
    return numbers !== numbersOf(this.#parts.store.getState().book);
  }

  #accept(asked: Identity & Asked, answer: Entered): void {
    const { store, onAccount, onOtherAccount } = this.#parts;
    const before = store.getState().profile;
    const isSame = before !== null && !isOther(before, answer);
    if (before !== null && !isSame) onOtherAccount();
    this.#sentHome = 0;
    this.#keep({ token: asked.token, showId: answer.showId });
    store.setState((state) => {
      const profile = profileOf(state.profile, answer, asked);
      const entry = { kind: "entered" } as const;
      const staleAsOf = answer.stale === true ? answer.account.appliedIndex : null;
      // What comes with the answer is what is now, as a word of the world is.
      const isOpen = state.connection === "silent";
      const connection = isOpen ? ("connected" as const) : state.connection;
      const entered = { ...state, connection, profile, hall: answer.hall, entry, staleAsOf };
      const wasHere = isSame && state.world === null && wasHereBefore(profile, answer);
      return {
        ...entered,
        ...withWorld(entered, answer.world, wasHere),
        receipts:
          answer.opening === null ? state.receipts : addReceipt(state.receipts, answer.opening),
      };
    });
    onAccount(answer.account, answer.stale !== true && !this.#isOvertaken(asked));
  }

  #refuse(refusal: Refusal): void {
    const { store, storage, line, onOtherAccount } = this.#parts;
    if (refusal === "removed") return store.setState({ entry: { kind: "removed" } });
    store.setState((state) => ({ ...lineSpeaks(state), entry: { kind: "entering", refusal } }));
    // This connection belongs to the account that it entered with; another one comes up by itself.
    if (refusal === "other-token") return line.startOver();
    // Only the gateway that the page came from opens accounts, and can say that its show is over. While that one is gone this one
    // has others to hear.
    const isForHome = refusal === "opens-elsewhere" || (refusal === "new-show" && !line.isAtHome);
    // A gateway that starts anew is soon back; of one that stays away not every page comes again and again.
    if (isForHome) {
      this.#sentHome += 1;
      return this.#retryIn(this.#sentHome === 1 ? retrySoonMs : retryLaterMs, () =>
        line.startOver(),
      );
    }
    if (refusal === "new-show") {
      this.#own = null;
      storage.remove("identity");
      onOtherAccount();
      store.setState({ profile: null });
    }
    // This gateway is full, and people stay for long; whoever has an account may have a place at another one.
    if (refusal === "too-many-phones")
      return this.#retryIn(retryLaterMs, () => line.goElsewhere() || this.enter());
    const soon = refusal === "switching" || refusal === "unknown" || refusal === "new-show";
    this.#retryIn(soon ? retrySoonMs : retryLaterMs);
  }

  #retryIn(waitMs: number, retry: () => void = () => this.enter()): void {
    const { random, later } = this.#parts;
    this.#cancelRetry();
    this.#cancelRetry = later(Math.round(waitMs * (0.5 + random())), retry);
  }

  async #read(): Promise<void> {
    if (this.#reading || this.#stopped) return;
    this.#reading = true;
    const { store, line, onAccount } = this.#parts;
    const asked = this.#asked();
    const answer = await line.ask("account", {});
    this.#reading = false;
    if (this.#stopped || answer === null || !answer.ok) return;
    store.setState(({ profile }) =>
      profile === null
        ? {}
        : {
            profile: { ...profile, books: withView(profile.books, answer.account, asked.knownAt) },
            staleAsOf: null,
          },
    );
    onAccount(answer.account, !this.#isOvertaken(asked));
  }
}

/** Somebody can be asked, whether or not anything was heard lately. */
function isLineOpen({ connection }: Pick<PhoneState, "connection">): boolean {
  return connection === "connected" || connection === "silent";
}

function isOther(profile: Profile, answer: Entered): boolean {
  return profile.showId !== answer.showId || profile.me.account !== answer.me.account;
}

/** Whoever came after the last incident was moved by none, and is not told so. */
function wasHereBefore({ firstIncident }: Profile, { world }: Entered): boolean {
  return firstIncident === undefined || firstIncident < world.incident;
}

function profileOf(before: Profile | null, answer: Entered, { knownAt }: Asked): Profile {
  const same = before !== null && !isOther(before, answer) ? before : null;
  const firstIncident = same === null ? answer.world.incident : same.firstIncident;
  return {
    showId: answer.showId,
    topology: answer.topology,
    me: answer.me,
    // The partner stays the same through a reload, even if the gateway would choose another one by now.
    partner: same?.partner ?? answer.partner,
    books: withView(same?.books ?? null, answer.account, answer.stale === true ? 0 : knownAt),
    rehearsal: answer.rehearsal,
    ...(firstIncident === undefined ? {} : { firstIncident }),
    ...(answer.keyFingerprint === undefined ? {} : { keyFingerprint: answer.keyFingerprint }),
  };
}
