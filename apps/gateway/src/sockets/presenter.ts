import {
  auditRequestSchema,
  loginSchema,
  presenterCommandSchema,
  resumeSchema,
  type AuditAnswer,
  type CommandAnswer,
  type GatewayToPresenter,
  type LoginAnswer,
  type PresenterToGateway,
} from "@cablecut/protocol";
import type { Namespace, Socket } from "socket.io";
import type { z } from "zod";
import { audit } from "../show/audit.ts";
import { perform } from "../show/presenter-commands.ts";
import type { Show } from "../show/show-state.ts";
import { guarded, type RawHandler } from "./guarded.ts";
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

  const bug = (error: unknown): void => show.bug(error);
  const login = <Schema extends z.ZodType>(
    schema: Schema,
    answer: (input: z.output<Schema>) => LoginAnswer,
  ): RawHandler =>
    guarded<Schema, null, LoginAnswer>({
      schema,
      admit: () => (limit.take() ? { context: null } : { refusal: "too-fast" }),
      refuse: (refusal) => ({
        ok: false,
        refusal: refusal === "not-entered" ? "malformed" : refusal,
      }),
      answer,
      bug,
    });
  socket.on(
    "login",
    login(loginSchema, ({ pin }) => {
      const outcome = show.auth.login(pin);
      return outcome.ok ? admit(outcome.session) : outcome;
    }),
  );
  socket.on(
    "resume",
    login(resumeSchema, ({ session }) =>
      show.auth.isOpen(session) ? admit(session) : { ok: false, refusal: "session-over" },
    ),
  );
  socket.on(
    "command",
    guarded<typeof presenterCommandSchema, null, CommandAnswer>({
      schema: presenterCommandSchema,
      admit: () => (loggedIn ? { context: null } : { refusal: "not-entered" }),
      refuse: (refusal) => ({
        ok: false,
        refusal: refusal === "not-entered" ? "not-logged-in" : "malformed",
      }),
      answer: (command) => perform(show, command),
      bug,
    }),
  );
  socket.on(
    "audit",
    guarded<typeof auditRequestSchema, null, AuditAnswer>({
      schema: auditRequestSchema,
      admit: () => (loggedIn ? { context: null } : { refusal: "not-entered" }),
      refuse: (refusal) => ({
        ok: false,
        refusal: refusal === "not-entered" ? "not-logged-in" : "malformed",
      }),
      answer: () => audit(show),
      bug,
    }),
  );
}
