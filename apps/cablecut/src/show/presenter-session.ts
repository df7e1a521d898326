import type {
  ConsoleSnapshot,
  GatewayToPresenter,
  LoginAnswer,
  PresenterToGateway,
  ShowDescription,
} from "@cablecut/protocol";
import { io, type Socket } from "socket.io-client";

export type PresenterSocket = Socket<GatewayToPresenter, PresenterToGateway>;

/** Patience with the gateway's first word and with each of its answers, ms. */
const answerTimeoutMs = 5_000;
/** Patience with all other gateways, where one hears too few rooms, ms. */
const betterWithinMs = 3_000;
/** After a gateway has refused the connection in words, ms. */
const askAgainMs = 2_000;

export type SessionRefusal = Extract<LoginAnswer, { ok: false }>["refusal"] | "gateway-silent";

/** All in milliseconds. */
interface WatchPatience {
  /** With a gateway that says nothing. */
  readonly answerMs: number;
  /** After one has refused the connection in words. */
  readonly againMs: number;
}
const usualPatience: WatchPatience = { answerMs: answerTimeoutMs, againMs: askAgainMs };

export interface SessionWatch {
  /** Several times a second, and for the first time right after the login. */
  readonly onConsole: (snapshot: ConsoleSnapshot, description: ShowDescription) => void;
  readonly onLost: (reason: string) => void;
  readonly onRefused: (refusal: SessionRefusal) => void;
}

/**
 * Logs in to the presenter's namespace of a gateway with the operator's token, again after every loss of the connection,
 * at one gateway after the other, until the returned function is called. It counts as no stage screen and as no phone.
 */
export function watchConsole(
  gateways: readonly string[],
  token: string,
  watch: SessionWatch,
  { answerMs, againMs }: WatchPatience = usualPatience,
): () => void {
  const socket = connect(gateways[0]!, true, answerMs);
  let at = 0;
  const goOn = (): void => {
    // oxlint-disable-next-line typescript/consistent-type-assertions -- socket.io has no way of its own to say another address
    const manager = socket.io as unknown as { uri: string };
    manager.uri = gateways[at]!;
  };
  socket.io.on("reconnect_attempt", goOn);
  let again: NodeJS.Timeout | undefined;
  let description: ShowDescription | null = null;
  /** Of a silence that goes on it is told once. */
  let silenceTold = false;
  const turnToNext = (): void => void (at = (at + 1) % gateways.length);
  socket.on("elsewhere", () => {
    if (gateways.length < 2) return;
    turnToNext();
    socket.io.engine.close();
  });
  socket.on("connect_error", () => {
    turnToNext();
    if (!silenceTold) watch.onRefused("gateway-silent");
    silenceTold = true;
    // A refusal in words ends socket.io's own tries: every place may be taken for a moment.
    if (socket.active) return;
    clearTimeout(again);
    again = setTimeout(() => {
      goOn();
      socket.connect();
    }, againMs).unref();
  });
  socket.on("connect", () => {
    silenceTold = false;
    void login(socket, token).then((answer) => {
      if (!answer.ok && socket.connected) watch.onRefused(answer.refusal);
    });
  });
  socket.on("description", (received) => {
    description = received;
  });
  socket.on("console", (snapshot) => {
    if (description !== null) watch.onConsole(snapshot, description);
  });
  socket.on("disconnect", (reason) => {
    silenceTold = true;
    watch.onLost(reason);
  });
  return () => {
    clearTimeout(again);
    socket.close();
  };
}

/** What the gateway tells everybody who has logged in. */
export interface DescribedShow {
  readonly description: ShowDescription;
  readonly snapshot: ConsoleSnapshot;
}

export type SessionOutcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: SessionRefusal };

type Act<Value> = (socket: PresenterSocket, described: Promise<DescribedShow>) => Promise<Value>;

/**
 * Logs in at the first gateway that answers, does one thing there and leaves. Where the cables are real and that one hears too
 * few rooms, it may be its own that are gone: then it is done at another, if one hears enough. An `act` that rejects (its
 * acknowledgement did not come) is `gateway-silent`, and is not done again elsewhere.
 */
export async function asPresenter<Value>(
  gateways: readonly string[],
  token: string,
  act: Act<Value>,
): Promise<SessionOutcome<Value>> {
  for (const [at, gateway] of gateways.entries()) {
    let isIn = false;
    const outcome = await asPresenterAt(gateway, token, async (socket, described) => {
      isIn = true;
      const better = await betterThan(described, gateways.slice(at + 1), token);
      return better === null ? { done: await act(socket, described) } : { better };
    });
    if (!outcome.ok && (isIn || outcome.refusal !== "gateway-silent")) return outcome;
    if (!outcome.ok) continue;
    if ("better" in outcome.value) return asPresenterAt(outcome.value.better, token, act);
    return { ok: true, value: outcome.value.done };
  }
  return { ok: false, refusal: "gateway-silent" };
}

/** Null where this gateway hears enough rooms, where nobody can say, and where no other one hears enough either. */
async function betterThan(
  described: Promise<DescribedShow>,
  others: readonly string[],
  token: string,
): Promise<string | null> {
  if (others.length === 0) return null;
  const lacks = await described.then(lacksRooms, () => false);
  return lacks ? firstThatHearsEnough(others, token) : null;
}

/** Over a fabric every gateway would say the same. */
function lacksRooms({ description, snapshot }: DescribedShow): boolean {
  const { answering, needed } = snapshot.show.quorum;
  return description.realCables === true && answering < needed;
}

/** All are asked at once, and those that say nothing are not waited for: perhaps no gateway hears enough. */
async function firstThatHearsEnough(
  gateways: readonly string[],
  token: string,
): Promise<string | null> {
  const asked = gateways.map(async (gateway) => {
    const told = await asPresenterAt(gateway, token, (_, described) => described);
    if (!told.ok || lacksRooms(told.value)) throw new Error("it hears too few rooms");
    return gateway;
  });
  const patience = new Promise<null>((given) => setTimeout(() => given(null), betterWithinMs));
  return Promise.race([Promise.any(asked).catch(() => null), patience]);
}

async function asPresenterAt<Value>(
  gateway: string,
  token: string,
  act: Act<Value>,
): Promise<SessionOutcome<Value>> {
  const socket = connect(gateway, false, answerTimeoutMs);
  // Before the login: the gateway may tell of the show in the same breath as it acknowledges.
  const described = describedShow(socket);
  described.catch(() => undefined);
  try {
    const answer = await login(socket, token);
    if (!answer.ok) return { ok: false, refusal: answer.refusal };
    return { ok: true, value: await act(socket, described) };
  } catch {
    return { ok: false, refusal: "gateway-silent" };
  } finally {
    socket.close();
  }
}

function describedShow(socket: PresenterSocket): Promise<DescribedShow> {
  return new Promise((settle, fail) => {
    let description: ShowDescription | null = null;
    const timer = setTimeout(() => fail(new Error("no snapshot came")), 2 * answerTimeoutMs);
    timer.unref();
    socket.on("description", (received) => {
      description = received;
    });
    socket.on("console", (snapshot) => {
      if (description === null) return;
      clearTimeout(timer);
      settle({ description, snapshot });
    });
  });
}

function connect(gateway: string, reconnection: boolean, timeout: number): PresenterSocket {
  return io(`${gateway}/presenter`, {
    transports: ["websocket"],
    reconnection,
    reconnectionDelayMax: 2_000,
    // A machine without power says nothing at all, and another gateway waits to be asked.
    timeout,
    // Two sessions of one process must not share a connection: closing one would end the other.
    forceNew: true,
  });
}

async function login(
  socket: PresenterSocket,
  token: string,
): Promise<{ readonly ok: true } | { readonly ok: false; readonly refusal: SessionRefusal }> {
  const refusedConnection = new Promise<null>((settle) =>
    socket.once("connect_error", () => settle(null)),
  );
  const acknowledged = socket
    .timeout(answerTimeoutMs)
    .emitWithAck("operator", { token })
    .catch(() => null);
  const answer = await Promise.race([acknowledged, refusedConnection]);
  return answer ?? { ok: false, refusal: "gateway-silent" };
}
