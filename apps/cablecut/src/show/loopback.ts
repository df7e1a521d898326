/** Everything that listens on this machine speaks to the others over this address. */
export const loopback = "127.0.0.1";
