import { WebSocket } from "ws";

interface RawChoices {
  readonly namespace?: string | null;
  /** As the proxy before the show says it: whoever comes from this machine has more rights than a stranger. */
  readonly from?: string | null;
  /** Told the name of its session. */
  readonly named?: (sid: string) => void;
}

/** A WebSocket that speaks engine.io by hand and does what it likes. Null where it was not let in. */
export function openRaw(
  url: string,
  { namespace = null, from = null, named = () => undefined }: RawChoices = {},
): Promise<WebSocket | null> {
  const address = `${url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`;
  const headers = from === null ? {} : { "x-forwarded-for": from };
  const socket = new WebSocket(address, { perMessageDeflate: false, headers });
  socket.on("error", () => undefined);
  return new Promise((opened) => {
    socket.once("close", () => opened(null));
    socket.on("message", (data: Buffer) => {
      const said = data.toString("utf8", 0, 12);
      if (said === "2") socket.send("3");
      if (said.startsWith("0")) {
        named(/"sid":"([^"]+)"/.exec(data.toString())?.[1] ?? "");
        if (namespace === null) opened(socket);
        else socket.send(`40${namespace},`);
      }
      if (namespace !== null && said.startsWith(`40${namespace}`.slice(0, 12))) opened(socket);
    });
  });
}

/** A WebSocket beside a polling session, which is never upgraded. */
export function openProbe(url: string, sid: string): Promise<WebSocket | null> {
  const address = `${url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket&sid=${sid}`;
  const socket = new WebSocket(address);
  socket.on("error", () => undefined);
  return new Promise((opened) => {
    socket.once("open", () => opened(socket));
    socket.once("close", () => opened(null));
  });
}

/** Until the time is over; what it does is done at most so often a second. */
export async function every(
  perSecond: number,
  untilMs: number,
  act: () => boolean | Promise<boolean>,
): Promise<void> {
  const startedMs = performance.now();
  for (let done = 0; performance.now() < untilMs;) {
    const due = ((performance.now() - startedMs) / 1_000) * perSecond;
    while (done < due) {
      done += 1;
      if (!(await act())) return;
    }
    await pause(5);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((over) => setTimeout(over, ms));
}

const beginAtOnce = 100;

/** Does it again and again, so many side by side, until the time is over. */
export async function repeatedly(
  sideBySide: number,
  untilMs: number,
  act: (number: number) => Promise<void>,
): Promise<void> {
  const one = async (number: number): Promise<void> => {
    while (performance.now() < untilMs) {
      await act(number);
      // Whoever is refused at once still lets the other ones act.
      await pause(1);
    }
  };
  const begun: Promise<void>[] = [];
  for (let number = 0; number < sideBySide && performance.now() < untilMs; number += 1) {
    begun.push(one(number));
    // Those that have connected say what they have to say: to begin with tens of thousands takes seconds.
    if (number % beginAtOnce === beginAtOnce - 1) await new Promise((heard) => setImmediate(heard));
  }
  await Promise.all(begun);
}
