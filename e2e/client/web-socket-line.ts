import { createHash } from "node:crypto";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import * as ws from "ws";

/** An answer's head is no longer than that. */
const headBytesMax = 8_192;
const headEnd = "\r\n\r\n";

/** One for all of this process (RFC 6455, 4.1, asks for chance to keep caches between from answering; there are none). */
const key = "Y2FibGVjdXQtYmVuY2gtLQ==";
/** RFC 6455, 4.2.2. */
const accept = createHash("sha1")
  .update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
  .digest("base64");

/** Of ws, which gives its types for whole sockets only. */
interface Receiver {
  write(chunk: Buffer): void;
  on(event: "message", listener: (data: Buffer) => void): void;
  on(event: "error" | "conclude", listener: () => void): void;
}
interface Sender {
  send(text: string, options: object): void;
}
// oxlint-disable-next-line typescript/consistent-type-assertions -- as above
const { Receiver, Sender } = ws as unknown as {
  readonly Receiver: new (options: object) => Receiver;
  readonly Sender: new (socket: Socket) => Sender;
};
/** A text in one frame, masked as a client's are. */
const textFrame = { fin: true, mask: true, binary: false, compress: false };

export interface LineWay {
  /** From the start of the connection to its upgrade, ms. */
  readonly openMs: number;
  /** Origin of the gateway. */
  readonly gateway: string;
  /** Origin of the page that it is of. */
  readonly page: string;
  readonly localAddress?: string;
  /** Of the authority that certified the gateway's address, where it is none of the known ones. */
  readonly ca?: string;
}

interface Handlers {
  readonly onMessage: (data: Buffer) => void;
  /** It is over, or never came about; told once. */
  readonly onClose: () => void;
}

/**
 * A WebSocket without an HTTP client below it: that takes more time than all else of a phone that comes in, and thousands of
 * phones run beside the gateway that is measured. Frames are read and written by ws.
 */
export class WebSocketLine {
  readonly #handlers: Handlers;
  readonly #socket: Socket;
  readonly #timer: NodeJS.Timeout;
  #sender: Sender | null = null;
  #isOver = false;

  constructor(way: LineWay, path: string, handlers: Handlers) {
    this.#handlers = handlers;
    const { protocol, hostname, host, port } = new URL(way.gateway);
    const isSecret = protocol === "https:";
    const to = {
      host: hostname.replace(/^\[|\]$/g, ""),
      port: port === "" ? (isSecret ? 443 : 80) : Number(port),
      ...(way.localAddress === undefined ? {} : { localAddress: way.localAddress }),
    };
    const name = { servername: hostname, ...(way.ca === undefined ? {} : { ca: way.ca }) };
    this.#socket = isSecret ? connectTls({ ...to, ...name }) : connectTcp(to);
    this.#socket.setNoDelay(true);
    this.#timer = setTimeout(() => this.terminate(), way.openMs);
    this.#socket.once("error", () => this.terminate());
    this.#socket.once("close", () => this.#over());
    this.#socket.once("end", () => this.terminate());
    this.#socket.write(
      `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\nOrigin: ${way.page}\r\n\r\n`,
    );
    this.#awaitHead();
  }

  get isOpen(): boolean {
    return this.#sender !== null && !this.#isOver;
  }

  send(text: string): void {
    if (this.isOpen) this.#sender?.send(text, textFrame);
  }

  /** Without a farewell. */
  terminate(): void {
    this.#over();
    this.#socket.destroy();
  }

  #awaitHead(): void {
    let heard: Buffer = Buffer.alloc(0);
    const listen = (chunk: Buffer): void => {
      heard = heard.length === 0 ? chunk : Buffer.concat([heard, chunk]);
      const end = heard.indexOf(headEnd);
      if (end === -1 && heard.length <= headBytesMax) return;
      this.#socket.off("data", listen);
      if (!isUpgraded(heard.toString("latin1", 0, Math.max(0, end)))) return this.terminate();
      this.#open(heard.subarray(end + headEnd.length));
    };
    this.#socket.on("data", listen);
  }

  #open(ahead: Buffer): void {
    clearTimeout(this.#timer);
    const receiver = new Receiver({ isServer: false });
    receiver.on("message", (data) => {
      if (!this.#isOver) this.#handlers.onMessage(data);
    });
    receiver.on("error", () => this.terminate());
    receiver.on("conclude", () => this.terminate());
    this.#sender = new Sender(this.#socket);
    this.#socket.on("data", (chunk) => receiver.write(chunk));
    if (ahead.length > 0) receiver.write(ahead);
  }

  #over(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#handlers.onClose();
  }
}

function isUpgraded(head: string): boolean {
  const told = /^sec-websocket-accept: *(\S+) *$/im.exec(head)?.[1];
  return head.startsWith("HTTP/1.1 101 ") && told === accept;
}
