/** What somebody says to come in: a phone, also with an account of another browser, and a console in its four ways. A stage is in when it is connected. */
const entrances: ReadonlySet<string> = new Set([
  "enter",
  "takeMove",
  "login",
  "resume",
  "operator",
  "loginByTicket",
]);

/** An event's packet: `2/namespace,7["name",…]`; number and namespace may be missing. */
const eventPacket = /^2(?:(\/[^,]{0,16}),)?\d{0,16}\["([^"]{0,32})"/;

/**
 * What a stranger's event costs in packets of its budget. A phone comes in with its first question; whatever it asks
 * before is answered by a refusal, and answers are what a flood costs. At a console somebody may mistype a PIN, and the door
 * has a budget of its own for that.
 */
const costs = {
  "/phone": { firstEntrance: 1, entrance: 3, question: 8 },
  "/presenter": { firstEntrance: 1, entrance: 1, question: 2 },
} as const;

interface EventCost {
  readonly tokens: number;
  readonly isEntrance: boolean;
}

/** Of a packet that socket.io has not read yet; empty where it is no event's, or of none by name. */
export function namespaceOfEvent(data: unknown): string {
  return (typeof data === "string" ? eventPacket.exec(data) : null)?.[1] ?? "";
}

/** Of a packet that socket.io has not read yet; `asked` is how often this connection has asked to come in. */
export function strangersEventCost(data: unknown, asked: number): EventCost {
  const [, namespace, name] = (typeof data === "string" ? eventPacket.exec(data) : null) ?? [];
  const cost = costs[namespace === "/presenter" ? namespace : "/phone"];
  if (name === undefined || !entrances.has(name))
    return { tokens: cost.question, isEntrance: false };
  return { tokens: asked === 0 ? cost.firstEntrance : cost.entrance, isEntrance: true };
}
