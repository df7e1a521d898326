import { connect, createServer } from "node:net";
import { loopback } from "../show/loopback.ts";
import { privilegedPorts } from "./host-processes.ts";

/** Whoever says nothing for so long is not waited for, ms. */
export const probeTimeoutMs = 2_000;

/** Whether a port of this host can be had, is had by the process that it is meant for, or by another. */
export interface PortState {
  readonly port: number;
  readonly state:
    | "free"
    | "answers"
    | "another"
    /** Somebody has it, who did not say in time who it is. */
    | "no-answer"
    /** Somebody has it whom the show's links would not take for its room, by their name for why. */
    | { readonly refused: string }
    /** Nobody answers there, and who looks may not take it, while the process that it is meant for is given that right. */
    | "not-tried"
    | { readonly code: string };
}

/** Who has a port. */
export type PortHolder =
  | "ours"
  | Extract<PortState["state"], "another" | "no-answer" | { refused: string }>;

export interface WantedPort {
  readonly port: number;
  /** Asked where somebody has the port: whether it is the process that it is meant for. */
  readonly holder: () => Promise<PortHolder>;
  /** The one address at which it is wanted; of the others somebody else may have it. */
  readonly at?: string;
}

interface System {
  /** Has the port for a moment: null, or the system's word for why not. */
  readonly take: (port: number, at?: string) => Promise<string | null>;
  /** Somebody listens, or does not say that nobody does. */
  readonly isTaken: (port: number, at: string) => Promise<boolean>;
}

/** Whoever looks may be the show's own user, who may not take every port that our units give its processes. */
export async function portState(
  { port, holder, at }: WantedPort,
  { take, isTaken }: System = thisSystem,
): Promise<PortState> {
  const code = await take(port, at);
  if (code === null) return { port, state: "free" };
  const mayNot = code === "EACCES" && port < privilegedPorts;
  if (mayNot && !(await isTaken(port, at ?? loopback))) return { port, state: "not-tried" };
  if (!mayNot && code !== "EADDRINUSE") return { port, state: { code } };
  const held = await holder();
  return { port, state: held === "ours" ? "answers" : held };
}

function take(port: number, at?: string): Promise<string | null> {
  return new Promise((settle) => {
    const server = createServer();
    server.on("error", ({ code }: NodeJS.ErrnoException) => settle(code ?? "?"));
    server.listen({ port, host: at }, () => server.close(() => settle(null)));
  });
}

function isTaken(port: number, host: string): Promise<boolean> {
  const socket = connect({ port, host });
  return new Promise((settle) => {
    const end = (taken: boolean): void => {
      settle(taken);
      socket.destroy();
    };
    socket.setTimeout(probeTimeoutMs, () => end(true));
    socket.on("connect", () => end(true));
    socket.on("error", () => end(false));
  });
}

const thisSystem: System = { take, isTaken };
