import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { TokenBucket, type Rate } from "@cablecut/gateway";
import { WebSocketServer, type ServerOptions, type WebSocket } from "ws";
import { nowMs } from "../monotonic-clock.ts";
import type { Spaced } from "./spaced.ts";

/** Frames of any kind; whoever entered may send fewer packets than this (`enteredPackets`). */
const frames: Rate = { burst: 250, perSecond: 50 };
/** Frames that one message may come in; browsers send a message of this size in one. */
const fragmentsMax = 16;
/** Bytes to be sent beyond which a ping is not answered: who does not read needs no pongs. */
const pongUnreadBytesMax = 16 * 1024;
/** For the closing handshake, ms. */
const closeTimeoutMs = 1_000;

/**
 * The WebSocket server that engine.io is given. It counts frames below engine.io: pings, which ws would answer without
 * end into a buffer that nobody reads, and whatever comes over a WebSocket that is still being probed. `offendedBy` says for
 * a request whom to tell if what came with it is ended for that; nothing of a request is kept as long as its connection.
 */
export function countingWebSocketServer(
  offendedBy: (request: IncomingMessage) => () => void,
  cutOffs: Pick<Spaced, "add">,
): new (options: ServerOptions) => WebSocketServer {
  return class CountingWebSocketServer extends WebSocketServer {
    constructor(options: ServerOptions) {
      super({ ...options, ...boundsOfFrames });
    }

    override handleUpgrade(
      request: IncomingMessage,
      socket: Duplex,
      head: Buffer,
      done: (websocket: WebSocket, request: IncomingMessage) => void,
    ): void {
      // The answer and engine.io's first packet leave together: a hall that comes is a packet less for each, at both ends.
      socket.cork();
      setImmediate(() => socket.uncork());
      super.handleUpgrade(request, socket, head, (websocket, upgraded) => {
        countFrames(websocket, offendedBy(request), cutOffs);
        done(websocket, upgraded);
      });
    }
  };
}

const boundsOfFrames = {
  autoPong: false,
  /**
   * Of what has come in one chunk a frame is heard in each turn of the loop: 64 KB of forty connections are hundreds of long
   * packets, and whoever pays meanwhile would wait for all of them.
   */
  allowSynchronousEvents: false,
  maxFragments: fragmentsMax,
  closeTimeout: closeTimeoutMs,
};

function countFrames(
  websocket: WebSocket,
  offended: () => void,
  cutOffs: Pick<Spaced, "add">,
): void {
  const budget = new TokenBucket(frames, nowMs);
  const count = (): boolean => {
    forgetMask(websocket);
    if (budget.take()) return true;
    offended();
    stopReading(websocket);
    // Held meanwhile, unread: a flood that sees its end comes back at once.
    cutOffs.add(() => websocket.terminate());
    return false;
  };
  websocket.on("message", count);
  websocket.on("pong", count);
  websocket.on("ping", (data) => {
    if (count() && websocket.bufferedAmount < pongUnreadBytesMax) websocket.pong(data);
  });
}

/** Of ws's receiver: what has arrived and was not parsed yet, and the four bytes that the frame was masked with. */
interface Receiver {
  _buffers?: Buffer[];
  _bufferedBytes?: number;
  _mask?: Buffer;
}

const noMask = Buffer.alloc(0);

/**
 * The mask is a view of the chunk that a frame came in, and stands until the next frame: a phone that only listens would hold
 * the last chunk that it sent, of which the system's allocator keeps a page of 4 KiB. A frame is handed over unmasked.
 */
function forgetMask(websocket: WebSocket): void {
  const receiver = receiverOf(websocket);
  if (receiver?._mask !== undefined) receiver._mask = noMask;
}

function receiverOf(websocket: WebSocket): Receiver | undefined {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- private fields: see where they are used
  return (websocket as unknown as { readonly _receiver?: Receiver })._receiver;
}

/**
 * Nothing more is read from it, and what has arrived is dropped unparsed: one chunk of 64 KB holds 9,000 frames, which
 * ws would hand over one by one, also after `terminate`. It has no public way for that; without these fields of its
 * receiver the frames would be parsed and go nowhere.
 */
export function stopReading(websocket: WebSocket): void {
  websocket.removeAllListeners("message");
  websocket.removeAllListeners("ping");
  websocket.removeAllListeners("pong");
  websocket.pause();
  const receiver = receiverOf(websocket);
  if (receiver?._buffers === undefined || receiver._bufferedBytes === undefined) return;
  receiver._buffers.length = 0;
  receiver._bufferedBytes = 0;
}
