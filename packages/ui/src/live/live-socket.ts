import { io, type Socket } from "socket.io-client";
import type { KeyValueStore } from "../language.ts";
import { transportsOver, type BegunSocket } from "./begun-socket.ts";
import { GatewayList, pageStorage } from "./gateway-list.ts";
import { fallBackToPolling, openMs, webSocketFirst } from "./polling-fallback.ts";

/** After the server has refused this page a place, ms. */
const askAgainMs = 4_000;

interface LiveSocketOptions {
  /** What the page says at the door, asked anew for each connection. */
  readonly auth?: Readonly<Record<string, string>> | (() => object);
  /** Whether the socket may go to another gateway now; default: always. */
  readonly mayMove?: () => boolean;
  /** Where this page came from; a test says so. */
  readonly home?: string;
  /** Where the show's gateways are kept; default: the page's storage. */
  readonly storage?: KeyValueStore | null;
  /** What the page has opened already; default: nothing. */
  readonly begun?: BegunSocket | null;
  /** Whether a page that was turned away tries again; default: always. */
  readonly asksAgain?: () => boolean;
}

interface Way {
  readonly list: GatewayList;
  readonly mayMove: () => boolean;
  /** Ends the connection; socket.io connects again, which asks the list. */
  readonly hangUp: () => void;
  at: string;
}
const ways = new WeakMap<object, Way>();

/**
 * Opens a socket.io connection to the gateway this page came from. WebSocket first, so that several gateways behind
 * one address need no sticky sessions; long polling where a venue's proxy or an in-app browser refuses WebSocket, or
 * lets it hang.
 * When it is lost it tries its own gateway and the show's others in turn, for ever, at most 2 s apart (a screen: half a
 * second) with jitter; the page stays where it is, only the socket moves. It sends nothing that was waiting when it was cut:
 * whoever asked decides whether to ask again.
 */
export function openLiveSocket<Incoming extends object, Outgoing extends object>(
  namespace: "/phone" | "/stage" | "/presenter",
  options: LiveSocketOptions = {},
): LiveSocket<Incoming, Outgoing> {
  const { auth = {}, mayMove = () => true, asksAgain = () => true } = options;
  const { home = location.origin, begun = null } = options;
  const list = new GatewayList(
    home,
    options.storage === undefined ? pageStorage() : options.storage,
  );
  const socket: LiveSocket<Incoming, Outgoing> = io(`${home}${namespace}`, {
    auth: typeof auth === "function" ? (say: (data: object) => void) => say(auth()) : auth,
    transports: begun === null ? [...webSocketFirst] : transportsOver(begun),
    tryAllTransports: true,
    reconnectionDelay: 250,
    // A hall of phones must not come back all at once; screens are few, and everybody looks at them.
    reconnectionDelayMax: namespace === "/phone" ? 2_000 : 500,
    randomizationFactor: 0.5,
    timeout: openMs,
    autoConnect: false,
  });
  const hangUp = fallBackToPolling(socket, () => list.hasOthers);
  const way: Way = { list, mayMove, hangUp, at: home };
  ways.set(socket, way);
  const goOn = (): void => {
    const next = list.next();
    way.at = mayMove() ? next : home;
    pointTo(socket, way.at);
  };
  socket.io.on("reconnect_attempt", goOn);
  // A refusal in words ends socket.io's own tries.
  let next: ReturnType<typeof setTimeout> | undefined;
  socket.on("connect", () => clearTimeout(next));
  socket.on("connect_error", () => {
    if (socket.active) return;
    const again = (): void => {
      // The page has connected meanwhile: with the device's network, or as somebody looked at it again.
      if (socket.active || !asksAgain()) return;
      goOn();
      socket.connect();
    };
    clearTimeout(next);
    next = setTimeout(again, askAgainMs * (0.5 + Math.random()));
  });
  hear(socket, "gateways", (origins) => list.told(origins));
  hear(socket, "elsewhere", () => leaveGateway(socket));
  return socket;
}

/** Whether the socket leads to the gateway that the page came from. */
export function isAtHome(socket: object): boolean {
  const way = ways.get(socket);
  return way === undefined || way.at === way.list.home;
}

/**
 * A gateway that stands still closes nothing, and socket.io waits for its pings; one that is full may be full for long, and one that
 * is cut off from the rooms says so. Where the show has another gateway the socket goes there; false: it has none, and waiting is
 * all there is to do.
 */
export function leaveGateway(socket: object): boolean {
  const way = ways.get(socket);
  if (way === undefined || !way.list.hasOthers || !way.mayMove()) return false;
  way.list.avoid(way.at);
  way.hangUp();
  return true;
}

/** Goes on over a new connection, although this one works. */
export function startOver(socket: object): void {
  ways.get(socket)?.hangUp();
}

/** Origin of the gateway to which the socket leads. */
export function originOf(socket: object): string {
  return ways.get(socket)?.at ?? location.origin;
}

/** Every page is told of the show's gateways, whatever else its event map says. */
function hear(socket: object, name: string, listener: (origins: readonly string[]) => void): void {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- the event is in every page's map, which is generic here
  (socket as { on(name: string, listener: (origins: readonly string[]) => void): void }).on(
    name,
    listener,
  );
}

/** Socket.io reads the address anew for each connection, and has no way of its own to say another one. */
function pointTo(socket: { readonly io: object }, origin: string): void {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- `uri` is not in the manager's types
  (socket.io as { uri: string }).uri = origin;
}

/** An interface as a mapped type, which is what socket.io's generics take. */
type SocketEvents<Events extends object> = { [Event in keyof Events]: Events[Event] };

export type LiveSocket<Incoming extends object, Outgoing extends object> = Socket<
  SocketEvents<Incoming>,
  SocketEvents<Outgoing>
>;
