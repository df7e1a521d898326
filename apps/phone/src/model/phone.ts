import {
  worldSignMs,
  type Cents,
  type FindMeAnswer,
  type LookUpAnswer,
  type OutboxCounts,
  type Person,
  type PhoneAuth,
  type SealedChecks,
} from "@cablecut/protocol";
import { createLiveStore, type KeyValueStore } from "@cablecut/ui";
import type { StoreApi } from "zustand/vanilla";
import { watchBalance } from "./account/balance-age.ts";
import { createReceiptVerifier, type ReceiptVerifier } from "./receipts/verify-receipts.ts";
import { outboxCountsOf } from "./transfer/outbox-counts.ts";
import { emptyBook } from "./transfer/payment.ts";
import { SentNumbers } from "./transfer/sent-numbers.ts";
import { reopenBook } from "./transfer/reopened-book.ts";
import { TransferDesk, type Made } from "./transfer/transfer-desk.ts";
import {
  initialPhoneState,
  isInside,
  lineSpeaks,
  phoneReducers,
  type PhoneState,
} from "./phone-state.ts";
import type { InAppBrowser } from "./in-app.ts";
import { sleepNoticingClock } from "./sleep-noticing-clock.ts";
import { openGatewayLine, type GatewayLine, type PhoneSocket } from "./session/gateway-line.ts";
import { askForLink, linkIn, showLinkIn, type GivenLink } from "./session/move-link.ts";
import { readIdentity, Session } from "./session/session.ts";
import { openPhoneStorage, type FragmentPort, type PhoneStorage } from "./storage.ts";

/** Between two reports of what this phone keeps, ms. */
const outboxEveryMs = 1_000;
/** People paid last that are offered again. */
const recentPayeesMax = 6;

/** A page in the background is asked for a sign of life when it comes back after this long, ms. */
const napMs = 5_000;

export interface Phone {
  readonly store: StoreApi<PhoneState>;
  /** What it says with a connection that is about to be opened. */
  atTheDoor(): PhoneAuth;
  pay(payee: Person, amountCents: Cents): Made;
  withdraw(paymentId: number): void;
  lookUp(accountNumber: number): Promise<LookUpAnswer | null>;
  /** Anybody else in the hall; null: no answer. */
  randomAttendee(): Promise<LookUpAnswer | null>;
  findMe(): Promise<FindMeAnswer | null>;
  readAccount(): void;
  /** A one-time link to this account for another browser; null: no answer. */
  moveLink(): Promise<GivenLink | null>;
  /** Such a link is on the screen; null: it is not any more. */
  linkShown(link: string | null): void;
  /** Something was thrown in this page; null: the person has seen it. */
  failed(error: string | null): void;
  /** Is in over a line to the gateway that the page came from, which alone has its scripts. */
  isAtHome(): boolean;
  /** The answer to `asking` and `not-moved`: goes on with the account that this browser has, or opens one. */
  openAccount(): void;
  /** The answer to `moving`: the link's account takes the place of the one that this browser has. */
  takeMove(): void;
  hintSeen(): void;
}

export interface PhoneParts {
  readonly socket: PhoneSocket;
  readonly backing: KeyValueStore | null;
  /** Where an account's token is kept that nothing else can keep: the page's own address. */
  readonly fragment: FragmentPort;
  /** Random, of this page load only. */
  readonly pageId: string;
  /** A payee's link was opened: an account is opened only after the person agreed. */
  readonly asksFirst: boolean;
  /** The app whose web view this is; default: none. */
  readonly inApp?: InAppBrowser | null;
  /** Monotonic, of this page load. */
  readonly nowMs: () => number;
  readonly random: () => number;
  /** Loads the page anew. */
  readonly reload: () => void;
}

/** What is said of the rooms again and again. What was heard of them before the line was lost is not what is. */
const freshness = {
  signs: ["world"],
  confirmations: ["worldUnchanged"],
  maxAgeMs: 2.5 * worldSignMs,
  showsEarlier: ({ world }: PhoneState) => world !== null,
} as const;

/** Puts the phone together: storage, socket, store, session, payments, verification. Starts to connect at once. */
export function createPhone(parts: PhoneParts): Phone {
  const { socket, random } = parts;
  const storage = openPhoneStorage(parts.backing, parts.pageId, parts.fragment);
  const begun = stateAtTheStart(parts, storage);
  const { store } = createLiveStore(socket, begun, phoneReducers, freshness);
  const line = openGatewayLine(socket);
  const sentNumbers = new SentNumbers(parts.nowMs());
  const nowMs = sleepNoticingClock(parts.nowMs, wallMs, () => {
    sentNumbers.startAfresh(parts.nowMs());
    desk.slept();
  });
  let visits = 0;
  const session = new Session({
    store,
    storage,
    line,
    fragment: parts.fragment,
    tells: () => ({ ...tellsOf(store.getState()), page: parts.pageId, visit: ++visits }),
    random,
    later,
    onAccount: (account, isNewest) => desk.accountRead(account, isNewest),
    onOtherAccount: () => forgetAccount(store, storage),
  });
  const readAccount = (): void => session.readAccount();
  const desk = new TransferDesk({
    store,
    line,
    nowMs,
    random,
    later,
    save: (book) => storage.write("payments", book),
    readAccount,
    enter: () => session.enter(),
    sentNumbers,
  });
  const verifier = createReceiptVerifier({
    store,
    line,
    nowMs,
    wallMs,
    random,
    later,
    inFlightAt: (atMs) => sentNumbers.inFlightAt(atMs),
  });

  listen(socket, store, { session, desk, verifier });
  watchBalance(store, storage, { onSign: signsOf(socket), readAccount }, wallMs);
  followState(store, storage, verifier);
  reportOutbox(store, (outbox) => line.outbox(outbox));
  watchDevice(store, { ...parts, nowMs }, storage, line);

  return {
    store,
    ...comeIn(parts, store, session, readIdentity(storage) !== null),
    atTheDoor: () => session.atTheDoor(),
    pay(payee, amountCents) {
      const made = desk.pay(payee, amountCents);
      if (made.ok) store.setState((state) => withRecent(state, payee));
      return made;
    },
    withdraw: (paymentId) => desk.withdraw(paymentId),
    lookUp: (accountNumber) => line.ask("lookUp", { accountNumber }),
    randomAttendee: () => line.ask("randomAttendee", {}),
    findMe: () => line.ask("findMe", {}),
    readAccount,
    moveLink: () => askForLink(line),
    // Where nothing is kept the account itself stands in the address.
    linkShown: (link) => void (storage.isInAddress || showLinkIn(parts.fragment, link)),
    failed: (failure) => store.setState({ failure }),
    isAtHome: () => isInside(store.getState()) && line.isAtHome,
    hintSeen: () => rememberHint(storage, store),
  };
}

function rememberHint(storage: PhoneStorage, store: Phone["store"]): void {
  storage.write("in-app-hint-seen", true);
  store.setState({ inAppHintDue: false });
}

/** Of life: the gateway says something about the world a few times a second. */
const signsOf =
  (socket: PhoneParts["socket"]) =>
  (heard: () => void): void => {
    socket.on("world", heard);
    socket.on("worldUnchanged", heard);
  };

function stateAtTheStart({ inApp = null, nowMs }: PhoneParts, storage: PhoneStorage): PhoneState {
  return {
    ...initialPhoneState(storage.remembers, navigator.onLine),
    ...stored(storage, nowMs()),
    inApp,
    // Elsewhere nobody finds an account again that this page alone remembers.
    inAppHintDue: inApp !== null && storage.remembers && storage.read("in-app-hint-seen") === null,
  };
}

/** At once, or when the person has said how. */
function comeIn(
  { socket, fragment, asksFirst }: PhoneParts,
  store: StoreApi<PhoneState>,
  session: Session,
  hasAccount: boolean,
): Pick<Phone, "openAccount" | "takeMove"> {
  const link = linkIn(fragment.read());
  if (link === "damaged") store.setState({ entry: { kind: "not-moved", refusal: "malformed" } });
  else if (link !== null && hasAccount) store.setState({ entry: { kind: "moving" } });
  else if (link === null && asksFirst && !hasAccount) store.setState({ entry: { kind: "asking" } });
  else socket.connect();
  const enter = (): void => {
    store.setState({ entry: { kind: "entering", refusal: null } });
    if (socket.connected) session.enter();
    else socket.connect();
  };
  return {
    openAccount() {
      session.forgetMove();
      enter();
    },
    takeMove: enter,
  };
}

/** What each event of the line means to whom. */
function listen(
  socket: PhoneSocket,
  store: StoreApi<PhoneState>,
  to: {
    readonly session: Session;
    readonly desk: TransferDesk;
    readonly verifier: ReceiptVerifier;
  },
): void {
  socket.on("connect", () => {
    // Whoever is being asked is not let in by a line that comes back.
    const { kind } = store.getState().entry;
    if (kind === "entering" || kind === "entered") to.session.enter();
    // Nothing is asked of the gateway until the person has said so, and nothing is shown of the rooms.
    else store.setState(lineSpeaks);
  });
  socket.on("entered", (answer) => to.session.entered(answer));
  socket.on("disconnect", () => {
    if (store.getState().entry.kind === "entered")
      store.setState({ entry: { kind: "entering", refusal: null } });
    to.desk.lineLost();
  });
  // Either says that the line is open again, if it was thought to be lost.
  socket.on("world", () => to.desk.worldChanged());
  socket.on("worldUnchanged", () => to.desk.worldChanged());
  socket.on("verifyReceipts", ({ incident, spreadMs, startedAgoMs }) =>
    to.verifier.request(incident, spreadMs, startedAgoMs),
  );
  const leave = (): void => {
    to.session.stop();
    socket.disconnect();
  };
  socket.on("superseded", leave);
  socket.on("removed", leave);
}

/** So that any gateway counts this phone right as soon as it is in. */
function tellsOf(state: PhoneState): OutboxCounts & { readonly verified: SealedChecks | null } {
  const { verification } = state;
  const verified = verification.kind === "done" ? (verification.result.sealed ?? null) : null;
  return { ...outboxCountsOf(state), verified };
}

/** Of this phone's own clock; only told to the person. */
const wallMs = (): number => Date.now();

function later(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
}

/** What an earlier visit left; a part that is missing or damaged is simply not there. */
function stored(storage: PhoneStorage, nowMs: number): Partial<PhoneState> {
  const book = storage.read("payments");
  const receipts = storage.read("receipts");
  const profile = storage.read("profile");
  const verification = storage.read("verification");
  const recentPayees = storage.read("recent-payees");
  const balanceKnownAtMs = storage.read("balance-known-at");
  return {
    ...(profile === null ? {} : { profile }),
    ...(receipts === null ? {} : { receipts }),
    ...(verification === null ? {} : { verification }),
    ...(recentPayees === null ? {} : { recentPayees }),
    // Of a clock that has been set back since nobody can say how long ago it was.
    ...(balanceKnownAtMs === null || balanceKnownAtMs > wallMs() ? {} : { balanceKnownAtMs }),
    book: reopenBook(book ?? emptyBook, nowMs),
  };
}

function remember(storage: PhoneStorage, state: PhoneState, before: PhoneState): void {
  if (state.profile !== before.profile) {
    // Given up: a reload is not to come back to it.
    if (state.profile === null) storage.remove("profile");
    else storage.write("profile", state.profile);
  }
  if (state.receipts !== before.receipts) storage.write("receipts", state.receipts);
  if (state.verification !== before.verification) storage.write("verification", state.verification);
  if (state.recentPayees !== before.recentPayees)
    storage.write("recent-payees", state.recentPayees);
}

/** Another show, or the account of somebody else: nothing that was kept has a meaning here. */
function forgetAccount(store: StoreApi<PhoneState>, storage: PhoneStorage): void {
  const begun = initialPhoneState(storage.remembers, true);
  const { receipts, book, recentPayees, verification, incoming, episode, owedUpTo } = begun;
  storage.write("payments", book);
  store.setState({ receipts, book, recentPayees, verification, incoming, episode, owedUpTo });
}

function withRecent(state: PhoneState, payee: Person): Partial<PhoneState> {
  if (payee.account === state.profile?.partner?.account) return {};
  const others = state.recentPayees.filter((person) => person.account !== payee.account);
  return { recentPayees: [payee, ...others].slice(0, recentPayeesMax) };
}

/** Keeps what changes, and goes on with the receipts wherever the phone has come in. */
function followState(
  store: StoreApi<PhoneState>,
  storage: PhoneStorage,
  verifier: ReceiptVerifier,
): void {
  store.subscribe((state, before) => {
    remember(storage, state, before);
    const { remembers } = storage;
    if (remembers !== state.remembers) store.setState({ remembers });
    if (state.entry.kind === "entered" && before.entry.kind !== "entered") verifier.resume();
  });
}

/** Tells the gateway what this phone keeps: when it changed and after each entry, at most once a second. */
function reportOutbox(store: StoreApi<PhoneState>, send: (outbox: OutboxCounts) => void): void {
  let last = "";
  let waiting = false;
  const report = (): void => {
    waiting = false;
    const state = store.getState();
    const text = JSON.stringify(outboxCountsOf(state));
    if (state.entry.kind !== "entered" || text === last) return;
    last = text;
    send(outboxCountsOf(state));
    waiting = true;
    later(outboxEveryMs, report);
  };
  store.subscribe((state, before) => {
    if (state.entry.kind !== "entered") last = "";
    else if (
      !waiting &&
      (state.book !== before.book ||
        state.receipts !== before.receipts ||
        state.world !== before.world)
    )
      report();
  });
}

/** The device's network, sleep and other tabs: all of them are only reasons to look again at once. */
function watchDevice(
  store: StoreApi<PhoneState>,
  { socket, reload, nowMs }: PhoneParts,
  storage: PhoneStorage,
  line: GatewayLine,
): void {
  // Of the wall clock: a page's monotonic clock may stand still while the device sleeps.
  let hiddenAtMs = 0;
  const isIn = (): boolean => ["entering", "entered"].includes(store.getState().entry.kind);
  const goOn = (): void => {
    if (isIn()) socket.connect();
  };
  window.addEventListener("online", () => {
    store.setState({ deviceOnline: true });
    goOn();
  });
  window.addEventListener("offline", () => store.setState({ deviceOnline: false }));
  const endsAsTaken = (): boolean => {
    if (!storage.isTaken() || store.getState().entry.kind === "removed") return false;
    store.setState({ entry: { kind: "superseded" } });
    socket.disconnect();
    return true;
  };
  window.addEventListener("storage", endsAsTaken);
  // A page that comes back out of the browser's history was not told. The one after it, which has the account, is gone as a rule.
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted && storage.isTaken()) reload();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      hiddenAtMs = Date.now();
      // Perhaps the last thing that this page hears of.
      if (isIn()) storage.putBack();
      return;
    }
    // Whether the page slept is found out before anything is measured across that.
    nowMs();
    // A page that slept was not told either: what it paid now would be kept nowhere.
    if (endsAsTaken()) return;
    // Set back or forward meanwhile, the clock says nothing: then the line is asked as well.
    if (Math.abs(Date.now() - hiddenAtMs) > napMs) line.checkLife();
    goOn();
  });
}
