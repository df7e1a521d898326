/** Everything under test speaks over the loopback. */
export const loopback = "127.0.0.1";
