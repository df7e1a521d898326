import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { every, openProbe, openRaw, pause, repeatedly } from "./raw-socket.ts";

interface Target {
  /** Of the show, without a slash at its end; on the loopback. */
  readonly url: string;
  /** On the clock of this process, ms. */
  readonly untilMs: number;
}

/** What one stranger with a laptop does, until the time is over. */
type Attack = (target: Target) => Promise<void>;

const separator = "\u001e";
const token = (): string => randomBytes(16).toString("hex");
const enter = (with_: string): string =>
  `42/phone,1["enter",{"token":"${with_}","showId":null,"synthetic":true}]`;

async function pollingSession(url: string): Promise<string | null> {
  const answer = await fetch(`${url}/socket.io/?EIO=4&transport=polling`).catch(() => null);
  const text = (await answer?.text().catch(() => "")) ?? "";
  return /"sid":"([^"]+)"/.exec(text)?.[1] ?? null;
}

/** Sockets that send the same packet so often a second; whoever is ended comes back. */
function flood(sockets: number, perSecond: number, packet: (number: number) => string): Attack {
  return ({ url, untilMs }) =>
    repeatedly(sockets, untilMs, async (number) => {
      const socket = await openRaw(url, { namespace: "/phone" });
      if (socket === null) return;
      await every(perSecond, untilMs, () => {
        if (socket.readyState !== socket.OPEN) return false;
        socket.send(packet(number));
        return true;
      });
      socket.terminate();
    });
}

/** An address of nobody's (RFC 5737). */
const elsewhere = "198.51.100.7";

const forged = Array.from({ length: 64 }, (_, at) => ({
  index: at + 1,
  account: 200,
  sequence: at,
  payee: 201,
  amountCents: 1,
  result: "booked",
  chain: "0".repeat(16),
  mac: "0".repeat(32),
}));

export const attacks: Readonly<Record<string, Attack>> = {
  "connects-in-one-body": ({ url, untilMs }) =>
    repeatedly(4, untilMs, async () => {
      const sid = await pollingSession(url);
      if (sid === null) return;
      const body = Array.from({ length: 2_000 }, () => "40/phone,").join(separator);
      const path = `${url}/socket.io/?EIO=4&transport=polling&sid=${sid}`;
      await fetch(path, { method: "POST", body }).catch(() => null);
    }),

  "pings-unread": ({ url, untilMs }) =>
    repeatedly(2, untilMs, async () => {
      const socket = await openRaw(url);
      if (socket === null) return;
      socket.pause();
      const load = Buffer.alloc(120, 1);
      while (performance.now() < untilMs && socket.readyState === socket.OPEN) {
        for (let sent = 0; sent < 2_000; sent += 1) socket.ping(load);
        // Its own memory is bounded as well.
        while (socket.bufferedAmount > 4_000_000 && performance.now() < untilMs) {
          if (socket.readyState !== socket.OPEN) break;
          await pause(5);
        }
        await pause(1);
        socket.resume();
        socket.pause();
      }
      socket.terminate();
    }),

  "probes-unread": ({ url, untilMs }) =>
    repeatedly(4, untilMs, async () => {
      const sid = await pollingSession(url);
      if (sid === null) return;
      const socket = await openProbe(url, sid);
      if (socket === null) return;
      await every(2_000, untilMs, () => {
        if (socket.readyState !== socket.OPEN) return false;
        socket.send("2probe");
        return true;
      });
      socket.terminate();
    }),

  events: flood(40, 700, () => '42/phone,1["account",{}]'),
  "malformed-events": flood(50, 500, () => '42/phone,1["pay",{"payee":"nobody"}]'),
  "events-unacknowledged": flood(50, 500, () => '42/phone,["lookUp",{"accountNumber":10300}]'),

  "forged-receipts": ({ url, untilMs }) =>
    repeatedly(40, untilMs, async () => {
      const socket = await openRaw(url, { namespace: "/phone" });
      if (socket === null) return;
      socket.send(enter(token()));
      const packet = `42/phone,2["verify",${JSON.stringify({ incident: 1, receipts: forged })}]`;
      await every(50, untilMs, () => {
        if (socket.readyState !== socket.OPEN) return false;
        socket.send(packet);
        return true;
      });
      socket.terminate();
    }),

  "many-tokens": ({ url, untilMs }) =>
    repeatedly(20, untilMs, async () => {
      const socket = await openRaw(url, { namespace: "/phone" });
      if (socket === null) return;
      for (let entered = 0; entered < 15; entered += 1) socket.send(enter(token()));
      await pause(500);
      socket.terminate();
    }),

  "wrong-pins": ({ url, untilMs }) =>
    repeatedly(60, untilMs, async () => {
      const socket = await openRaw(url, { namespace: "/presenter" });
      if (socket === null) return;
      await every(5, untilMs, () => {
        if (socket.readyState !== socket.OPEN) return false;
        socket.send(`42/presenter,1["login",{"pin":"${token().slice(0, 6)}"}]`);
        return true;
      });
      socket.terminate();
    }),

  stages: ({ url, untilMs }) =>
    repeatedly(80, untilMs, async () => {
      const socket = await openRaw(url, { namespace: "/stage" });
      await pause(2_000);
      socket?.terminate();
    }),

  openings: ({ url, untilMs }) =>
    repeatedly(20, untilMs, async () => {
      const socket = await openRaw(url, { namespace: "/phone" });
      if (socket === null) return;
      socket.send(enter(token()));
      await pause(200);
      socket.terminate();
    }),

  "idle-connections": async ({ url, untilMs }) => {
    const { hostname, port } = new URL(url);
    const idle = Array.from({ length: 2_000 }, (_, at) => {
      const socket = connect(Number(port), hostname);
      socket.on("error", () => undefined);
      if (at % 2 === 0) socket.write("GET / HTTP/1.1\r\nhost: x\r\nx-slow: ");
      return socket;
    });
    await pause(untilMs - performance.now());
    for (const socket of idle) socket.destroy();
  },

  // As many as the gateway takes, or this process may have, in turns: nothing is asked, a head does not end, a body does not, a
  // WebSocket is opened and goes nowhere.
  unfinished: async ({ url, untilMs }) => {
    const { hostname, port } = new URL(url);
    const head =
      "host: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n";
    const key = `sec-websocket-key: ${Buffer.from(token().slice(0, 16)).toString("base64")}`;
    const begun = [
      "",
      "GET / HTTP/1.1\r\nhost: x\r\nx-slow: ",
      "POST /page-failed HTTP/1.1\r\nhost: x\r\ncontent-length: 2000\r\n\r\n",
      `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n${head}${key}\r\n\r\n`,
    ];
    await repeatedly(19_900, untilMs, (number) =>
      holdOn({ port: Number(port), hostname, untilMs, begun: begun[number % begun.length] ?? "" }),
    );
  },

  "slow-bodies": async ({ url, untilMs }) => {
    const { hostname, port } = new URL(url);
    const begun = "POST /page-failed HTTP/1.1\r\nhost: x\r\ncontent-length: 2000\r\n\r\n";
    await repeatedly(19_900, untilMs, () =>
      holdOn({ port: Number(port), hostname, untilMs, begun }),
    );
  },

  // In as phones, and then at the console's door over the same connections: more than it has places. They are the same people each
  // time, since to open accounts is another attack.
  "mixed-namespaces": ({ url, untilMs }) =>
    repeatedly(300, untilMs, async (number) => {
      const socket = await openRaw(url, { namespace: "/phone", from: elsewhere });
      if (socket === null) return;
      const ended = new Promise<void>((done) => socket.once("close", () => done()));
      socket.send(enter((number + 1).toString(16).padStart(32, "b")));
      await pause(500);
      socket.send("40/presenter,");
      await Promise.race([ended, pause(untilMs - performance.now())]);
      socket.terminate();
      await pause(1_000);
    }),

  // Stages that go as soon as they have been told of the whole hall.
  "stage-comings": ({ url, untilMs }) =>
    repeatedly(50, untilMs, async () => {
      (await openRaw(url, { namespace: "/stage", from: elsewhere }))?.terminate();
    }),

  // Everybody of a larger hall, a few of whom ask for somebody to pay as often as they may.
  "random-attendees": ({ url, untilMs }) =>
    repeatedly(600, untilMs, async (number) => {
      const socket = await openRaw(url, { namespace: "/phone" });
      if (socket === null) return;
      socket.send(enter((number + 1).toString(16).padStart(32, "a")));
      await pause(1_000);
      await every(number < 75 ? 8 : 0.5, untilMs, () => {
        if (socket.readyState !== socket.OPEN) return false;
        if (number < 75) socket.send('42/phone,2["randomAttendee",{}]');
        return true;
      });
      socket.terminate();
    }),

  reports: ({ url, untilMs }) =>
    repeatedly(4, untilMs, async (number) => {
      const path = ["/report", "/report.json", "/events.csv", "/REPORT"][number] ?? "/report";
      await fetch(`${url}${path}`)
        .then((answer) => answer.arrayBuffer())
        .catch(() => null);
      await pause(20);
    }),

  "comings-and-goings": ({ url, untilMs }) =>
    repeatedly(50, untilMs, async () => {
      (await openRaw(url, { namespace: "/phone" }))?.terminate();
    }),

  // Whole WebSockets beside a session that is there already, and is somebody's who has come in.
  "own-session-again": async ({ url, untilMs }) => {
    let sid = "";
    const session = await openRaw(url, { namespace: "/phone", named: (name) => (sid = name) });
    session?.send(enter(token()));
    await repeatedly(50, untilMs, async () => {
      (await openProbe(url, sid))?.terminate();
    });
    session?.terminate();
  },

  // In the middle of being let in: nobody may be brought down by somebody who goes.
  resets: async ({ url, untilMs }) => {
    const { hostname, port, host } = new URL(url);
    const handshake =
      `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: ${host}\r\nconnection: upgrade\r\n` +
      "upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    await repeatedly(50, untilMs, async (number) => {
      const socket = connect(Number(port), hostname, () => socket.write(handshake));
      socket.on("error", () => undefined);
      await pause(number % 10);
      socket.resetAndDestroy();
    });
  },

  pages: ({ url, untilMs }) =>
    repeatedly(50, untilMs, async () => {
      await fetch(`${url}/`)
        .then((answer) => answer.arrayBuffer())
        .catch(() => null);
    }),

  "pages-unread": async ({ url, untilMs }) => readsNothing(url, await scriptOf(url), untilMs),

  "reports-unread": ({ url, untilMs }) => readsNothing(url, "/report.json", untilMs),

  "bent-figures": flood(40, 3, (number) =>
    number % 2 === 0
      ? enter(number.toString(16).padStart(32, "f"))
      : '42/phone,["outbox",{"kept":100,"keptCents":100000000,"checking":100,"receipts":1000000}]',
  ),

  cents: ({ url, untilMs }) => payCents(url, untilMs),
};

/** Many times in one breath: each answer is an open file, or a report, and what has been read of it. */
function readsNothing(url: string, path: string, untilMs: number): Promise<void> {
  const { hostname, port } = new URL(url);
  const ask = `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`;
  return repeatedly(300, untilMs, async (number) => {
    const socket = connect(Number(port), hostname).pause();
    socket.on("error", () => undefined);
    const ended = new Promise<void>((done) => socket.once("close", () => done()));
    // Whoever asks too often is answered nothing.
    socket.write(ask.repeat(number % 2 === 0 ? 60 : 3));
    await Promise.race([ended, pause(untilMs - performance.now())]);
    socket.destroy();
  });
}

/** Of the phones' page: its largest file. */
async function scriptOf(url: string): Promise<string> {
  const page = await fetch(`${url}/`)
    .then((answer) => answer.text())
    .catch(() => "");
  const [first = "/"] = [...page.matchAll(/"([^"]+\.js)"/g)].map(([, file = ""]) => file);
  return new URL(first, `${url}/`).pathname;
}

/** Sixty accounts pay one cent after the other to one and the same. */
function payCents(url: string, untilMs: number): Promise<void> {
  return repeatedly(60, untilMs, async (number) => {
    const socket = await openRaw(url, { namespace: "/phone" });
    if (socket === null) return;
    socket.send(enter((number + 1).toString(16).padStart(32, "c")));
    await pause(1_000);
    let sequence = 0;
    await every(7, untilMs, () => {
      if (socket.readyState !== socket.OPEN) return false;
      sequence += 1;
      const payment = { sequence, payee: 10_200, amountCents: 1 };
      socket.send(`42/phone,2["pay",${JSON.stringify(payment)}]`);
      return true;
    });
    socket.terminate();
  });
}

/** Begins something, and comes again a second after the gateway has ended it. */
async function holdOn(what: {
  readonly port: number;
  readonly hostname: string;
  readonly begun: string;
  readonly untilMs: number;
}): Promise<void> {
  const { port, hostname, begun, untilMs } = what;
  const socket = connect(port, hostname, () => socket.write(begun));
  socket.on("error", () => undefined).resume();
  const ended = new Promise<void>((done) => socket.once("close", () => done()));
  await Promise.race([ended, pause(untilMs - performance.now())]);
  socket.destroy();
  await pause(1_000);
}
