import { io, type Socket } from "socket.io-client";

/**
 * Opens a socket.io connection to the gateway this page came from. WebSocket first, so that several gateways behind
 * one address need no sticky sessions; long polling where a venue's proxy or an in-app browser refuses WebSocket.
 * It reconnects for ever, at most 2 s apart with jitter, and sends nothing that was waiting when it was cut: whoever
 * asked decides whether to ask again.
 */
export function openLiveSocket<Incoming extends object, Outgoing extends object>(
  namespace: "/phone" | "/stage" | "/presenter",
  /** What the page shows at the door. */
  auth: Readonly<Record<string, string>> = {},
): LiveSocket<Incoming, Outgoing> {
  const socket: LiveSocket<Incoming, Outgoing> = io(namespace, {
    auth,
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    reconnectionDelay: 250,
    reconnectionDelayMax: 2_000,
    randomizationFactor: 0.5,
    timeout: 5_000,
    autoConnect: false,
  });
  // A refusal in words ends socket.io's own tries.
  socket.on("connect_error", () => {
    if (!socket.active) setTimeout(() => socket.connect(), askAgainMs * (0.5 + Math.random()));
  });
  return socket;
}

/** After the server has refused this page a place, ms. */
const askAgainMs = 4_000;

/** An interface as a mapped type, which is what socket.io's generics take. */
type SocketEvents<Events extends object> = { [Event in keyof Events]: Events[Event] };

export type LiveSocket<Incoming extends object, Outgoing extends object> = Socket<
  SocketEvents<Incoming>,
  SocketEvents<Outgoing>
>;
