import {
  loginSchema,
  presenterCommandSchema,
  resumeSchema,
  type CommandAnswer,
  type GatewayToPresenter,
  type LoginAnswer,
  type PresenterToGateway,
} from "@cablecut/protocol";
import type { Namespace, Socket } from "socket.io";
import { perform } from "../show/presenter-commands.ts";
import type { Show } from "../show/show-state.ts";
import { RateLimit } from "./rate-limit.ts";

export type PresenterNamespace = Namespace<PresenterToGateway, GatewayToPresenter>;
type PresenterSocket = Socket<PresenterToGateway, GatewayToPresenter>;

/** Those who have logged in get the console's snapshots. */
export const presenterRoom = "logged-in";

/** Behind the PIN. Before the login a connection can do nothing but try to log in. */
export function servePresenters(show: Show, presenters: PresenterNamespace): void {
  presenters.on("connection", (socket) => servePresenter(show, socket));
}

function servePresenter(show: Show, socket: PresenterSocket): void {
  const limit = new RateLimit(30, 10);
  let loggedIn = false;

  const admit = (session: string): LoginAnswer => {
    loggedIn = true;
    void socket.join(presenterRoom);
    // After the acknowledgement, so that the console knows that it is in when the first snapshot comes.
    setImmediate(() => {
      socket.emit("description", show.description);
      socket.emit("console", show.console());
      socket.emit("arrivals", show.recentArrivals());
    });
    return { ok: true, session };
  };

  socket.on("login", ((raw: unknown, ack: unknown) => {
    if (typeof ack !== "function") return;
    const reply = ack as (answer: LoginAnswer) => void;
    const input = loginSchema.safeParse(raw);
    if (!input.success) return reply({ ok: false, refusal: "malformed" });
    if (!limit.take()) return reply({ ok: false, refusal: "too-fast" });
    const outcome = show.auth.login(input.data.pin);
    reply(outcome.ok ? admit(outcome.session) : outcome);
  }) as never);

  socket.on("resume", ((raw: unknown, ack: unknown) => {
    if (typeof ack !== "function") return;
    const reply = ack as (answer: LoginAnswer) => void;
    const input = resumeSchema.safeParse(raw);
    if (!input.success) return reply({ ok: false, refusal: "malformed" });
    if (!limit.take()) return reply({ ok: false, refusal: "too-fast" });
    const { session } = input.data;
    reply(show.auth.isOpen(session) ? admit(session) : { ok: false, refusal: "session-over" });
  }) as never);

  socket.on("command", ((raw: unknown, ack: unknown) => {
    if (typeof ack !== "function") return;
    const reply = ack as (answer: CommandAnswer) => void;
    if (!loggedIn) return reply({ ok: false, refusal: "not-logged-in" });
    const input = presenterCommandSchema.safeParse(raw);
    if (!input.success) return reply({ ok: false, refusal: "malformed" });
    perform(show, input.data).then(reply, (error: unknown) => show.bug(error));
  }) as never);
}
