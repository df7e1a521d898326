/**
 * Why a gateway does not take a connection, or ends it: the message of the `connect_error` where there is no socket yet,
 * else the event `refused`, after which the connection ends.
 */
export const connectionRefusals = [
  /** More packets than any page of ours sends. */
  "too-fast",
  /** More packets in one request of long polling than any page of ours sends. */
  "too-many-packets",
  /** Bytes where pages send text: they are kept until all that was announced has come. */
  "not-text",
  /** Only "/phone", "/stage" and "/presenter" are there. */
  "unknown-namespace",
  /** One socket per namespace and connection. */
  "namespace-twice",
  /** Nobody came in over it for half a minute. */
  "not-entered",
  /** Every place is taken by people who came in. */
  "hall-full",
  "too-many-stages",
  "too-many-consoles",
  /** It had not come in, and its place went to somebody else. */
  "place-given-up",
] as const;
export type ConnectionRefusal = (typeof connectionRefusals)[number];
