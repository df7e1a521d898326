import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Requests that one connection may send ahead; browsers send none. */
const aheadMax = 8;
/** Whoever sends more is held so long, unread: one that sees its end comes back at once, ms. */
const heldMs = 1_000;

type Task = () => void;

/**
 * Of one connection one answer is made at a time, and the next when that one has left. An answer on its way holds an open
 * file and what has been read of it: whoever asks for hundreds in one breath and reads nothing would hold hundreds. Who asks
 * for more than a few ahead is heard no more, and ended.
 */
export function oneAtATime(): (
  request: Pick<IncomingMessage, "socket">,
  response: Pick<ServerResponse, "once">,
  next: Task,
) => void {
  /** By connection that an answer is on its way over: what comes next. */
  const waiting = new WeakMap<Socket, Task[]>();
  /** What has arrived of these is parsed to its end, and goes nowhere. */
  const held = new WeakSet<Socket>();
  const hold = (socket: Socket): void => {
    held.add(socket);
    waiting.delete(socket);
    socket.pause();
    setTimeout(() => socket.destroy(), heldMs).unref();
  };
  return ({ socket }, response, next) => {
    if (socket.destroyed) return;
    if (held.has(socket)) {
      // Node reads on when an answer has left.
      socket.pause();
      return;
    }
    const run = (): void => {
      response.once("close", () => {
        const following = waiting.get(socket)?.shift();
        if (following === undefined || socket.destroyed) waiting.delete(socket);
        else following();
      });
      next();
    };
    const ahead = waiting.get(socket);
    if (ahead === undefined) {
      waiting.set(socket, []);
      run();
    } else if (ahead.length < aheadMax) ahead.push(run);
    else hold(socket);
  };
}
