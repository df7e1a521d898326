import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

type Task = () => void;

/**
 * Of one connection one answer is made at a time, and the next when that one has left. An answer on its way holds an open
 * file and what has been read of it: whoever asks for several in one breath and reads nothing would hold several. The first
 * is begun when all that has arrived with it is known: where too much was asked ahead, nothing is.
 */
export function oneAtATime(
  isTooMany: (socket: Socket) => boolean,
): (
  request: Pick<IncomingMessage, "socket">,
  response: Pick<ServerResponse, "once">,
  next: Task,
) => void {
  /** By connection that an answer is on its way over: what comes next. */
  const waiting = new WeakMap<Socket, Task[]>();
  return ({ socket }, response, next) => {
    const isOver = (): boolean => socket.destroyed || isTooMany(socket);
    if (isOver()) return;
    const run = (): void => {
      response.once("close", () => {
        const following = waiting.get(socket)?.shift();
        if (following === undefined || isOver()) waiting.delete(socket);
        else following();
      });
      next();
    };
    const ahead = waiting.get(socket);
    if (ahead !== undefined) {
      ahead.push(run);
      return;
    }
    waiting.set(socket, []);
    setImmediate(() => {
      if (isOver()) waiting.delete(socket);
      else run();
    });
  };
}
