import { createSocket } from "node:dgram";

const timeoutMs = 500;
/** TEST-NET-1 (RFC 5737): never an address of anybody. */
const elsewhere = "192.0.2.1";

/**
 * The address of this machine from which it would reach the world, by asking the system for a route; nothing is sent.
 * Null where there is no such route, as in a hall without internet.
 */
export function defaultRouteAddress(): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = createSocket("udp4");
    const settle = (address: string | null): void => {
      clearTimeout(timer);
      socket.removeAllListeners().on("error", () => undefined);
      socket.close();
      resolve(address);
    };
    const timer = setTimeout(() => settle(null), timeoutMs);
    socket.once("error", () => settle(null));
    socket.connect(9, elsewhere, () => settle(socket.address().address));
  });
}
