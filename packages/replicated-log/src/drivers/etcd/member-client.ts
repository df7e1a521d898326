import { Client, credentials, type ClientOptions } from "@grpc/grpc-js";

/**
 * A client of the member at `address` (host:port), which is on this machine. Nothing of the surroundings: a proxy that is named
 * there for what leaves the machine would be asked for the loopback as well, and knows another one.
 */
export function memberClient(address: string, options: ClientOptions = {}): Client {
  return new Client(address, credentials.createInsecure(), {
    "grpc.enable_http_proxy": 0,
    ...options,
  });
}
