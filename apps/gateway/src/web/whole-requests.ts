import type { IncomingMessage } from "node:http";

/** Only what went wrong in a page is told in a body, which is short. */
export const bodyBytesMax = 2_048;

/**
 * Goes on when all of a request is here, or more of it than anybody has to say. A browser sends what it says with the head; to answer
 * whoever does not costs several times what it takes to hold it, and who is answered comes again at once.
 */
export function onceWhole(request: IncomingMessage, next: () => void): void {
  const isEnough = (): boolean => request.complete || request.readableLength > bodyBytesMax;
  if (isEnough()) return next();
  // Nothing is read from it: whoever serves it does that.
  const look = (): void => {
    if (!isEnough()) return;
    request.off("readable", look);
    next();
  };
  request.on("readable", look);
}
