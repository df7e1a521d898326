import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Order, Told } from "./orders.ts";

const program = fileURLToPath(new URL("clients.ts", import.meta.url));
/** A process may open so many sockets, with some left for itself. */
const phonesPerProcess = 7_500;

type ToldOf<Kind extends Told["kind"]> = Extract<Told, { kind: Kind }>;

/** All phones of a bench, in as many processes as they need. They end with this one. */
export class ClientProcesses {
  readonly #children: readonly ChildProcess[];
  readonly #shares: readonly number[];

  constructor(phones: number) {
    const count = Math.ceil(phones / phonesPerProcess);
    this.#shares = Array.from(
      { length: count },
      (_, at) => Math.floor((phones * (at + 1)) / count) - Math.floor((phones * at) / count),
    );
    this.#children = this.#shares.map(() => fork(program, { execArgv: ["--import", "tsx"] }));
  }

  come(
    gateways: readonly string[],
    perSecond: number,
    loadsPages: boolean,
  ): Promise<readonly ToldOf<"came">[]> {
    const { length } = this.#shares;
    return this.#all("came", (at) => ({
      kind: "come",
      gateways,
      phones: this.#shares[at]!,
      perSecond: perSecond / length,
      network: 10 + at,
      loadsPages,
    }));
  }

  pay(perSecond: number, seconds: number): Promise<readonly ToldOf<"paid">[]> {
    const { length } = this.#shares;
    return this.#all("paid", () => ({ kind: "pay", perSecond: perSecond / length, seconds }));
  }

  /** `followers` of all phones, each of its own process's share. */
  followTheCall(followers: number, withinMs: number): Promise<readonly ToldOf<"paid">[]> {
    const { length } = this.#shares;
    return this.#all("paid", (at) => ({
      kind: "follow-the-call",
      followers:
        Math.floor((followers * (at + 1)) / length) - Math.floor((followers * at) / length),
      withinMs,
    }));
  }

  watchReturn(): Promise<readonly ToldOf<"returned">[]> {
    return this.#all("returned", () => ({ kind: "watch-return" }));
  }

  async leave(): Promise<readonly ToldOf<"left">[]> {
    const left = await this.#all("left", () => ({ kind: "leave" }));
    this.end();
    return left;
  }

  end(): void {
    for (const child of this.#children) if (child.connected) child.disconnect();
  }

  #all<Kind extends Told["kind"]>(
    kind: Kind,
    order: (at: number) => Order,
  ): Promise<readonly ToldOf<Kind>[]> {
    return Promise.all(
      this.#children.map(
        (child, at) =>
          new Promise<ToldOf<Kind>>((settle, fail) => {
            const hear = (told: Told): void => {
              if (!isOf(told, kind)) return;
              child.off("message", hear);
              settle(told);
            };
            child.on("message", hear);
            child.once("exit", () => fail(new Error("a process of clients has ended")));
            child.send(order(at));
          }),
      ),
    );
  }
}

function isOf<Kind extends Told["kind"]>(told: Told, kind: Kind): told is ToldOf<Kind> {
  return told.kind === kind;
}
