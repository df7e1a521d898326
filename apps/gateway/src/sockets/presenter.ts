import type { GatewayCore } from "@cablecut/gateway";
import {
  auditRequestSchema,
  loginSchema,
  logoutSchema,
  commandRequestSchema,
  resumeSchema,
  type AuditAnswer,
  type CommandAnswer,
  type GatewayToPresenter,
  type LoginAnswer,
  type LogoutAnswer,
  type PresenterToGateway,
} from "@cablecut/protocol";
import type { Namespace, Socket } from "socket.io";
import type { z } from "zod";
import type { ConsoleSessions } from "../console/console-sessions.ts";
import type { PresenterPin } from "../console/presenter-pin.ts";
import { guarded, type RawHandler } from "./guarded.ts";
import { RateLimit } from "./rate-limit.ts";

export type PresenterNamespace = Namespace<PresenterToGateway, GatewayToPresenter>;
type PresenterSocket = Socket<PresenterToGateway, GatewayToPresenter>;

interface Refused {
  readonly ok: false;
  readonly refusal: "malformed" | "not-logged-in";
}

interface ConsoleParts {
  readonly core: GatewayCore;
  readonly presenters: PresenterNamespace;
  readonly pin: PresenterPin;
  readonly sessions: ConsoleSessions;
  readonly bug: (error: unknown) => void;
}

/** Those who have logged in get the console's snapshots. */
export const presenterRoom = "logged-in";

/** Behind the PIN. Before the login a connection can do nothing but try to log in. */
export function servePresenters(parts: ConsoleParts): void {
  /** The sessions of connections that have logged in, by socket. */
  const loggedIn = new Map<string, string>();
  parts.presenters.on("connection", (socket) => {
    answerLogins(parts, socket, loggedIn);
    answerThoseLoggedIn(parts, socket, loggedIn);
    socket.on("disconnect", () => loggedIn.delete(socket.id));
  });
}

function answerLogins(
  { core, pin, sessions, bug }: ConsoleParts,
  socket: PresenterSocket,
  loggedIn: Map<string, string>,
): void {
  const limit = new RateLimit(30, 10);
  const letIn = (session: string): LoginAnswer => {
    loggedIn.set(socket.id, session);
    void socket.join(presenterRoom);
    // After the acknowledgement, so that the console knows that it is in when the first snapshot comes.
    setImmediate(() => core.consoleJoined(socket.id));
    return { ok: true, session };
  };
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
      answer: (input, _, reply) => reply(answer(input)),
      bug,
    });
  const byPin = login(loginSchema, (input) => {
    const refusal = pin.refusalOf(input.pin);
    return refusal === null ? letIn(sessions.begin()) : { ok: false, refusal };
  });
  const bySession = login(resumeSchema, ({ session }) =>
    sessions.isOpen(session) ? letIn(session) : { ok: false, refusal: "session-over" },
  );
  socket.on("login", byPin);
  socket.on("resume", bySession);
}

function answerThoseLoggedIn(
  { core, presenters, sessions, bug }: ConsoleParts,
  socket: PresenterSocket,
  loggedIn: Map<string, string>,
): void {
  /** What is asked by somebody whose session is open; it is the context of the answer. */
  const request = <Schema extends z.ZodType, Answer>(
    schema: Schema,
    answer: (input: z.output<Schema>, session: string, reply: (answer: Answer) => void) => void,
  ): RawHandler =>
    guarded<Schema, string, Answer | Refused>({
      schema,
      admit: () => {
        const session = loggedIn.get(socket.id);
        const open = session !== undefined && sessions.isOpen(session);
        return open ? { context: session } : { refusal: "not-entered" };
      },
      refuse: (refusal) => ({
        ok: false,
        refusal: refusal === "not-entered" ? "not-logged-in" : "malformed",
      }),
      answer,
      bug,
    });
  const logout = request<typeof logoutSchema, LogoutAnswer>(logoutSchema, (_, session, reply) => {
    if (!sessions.end(session)) return reply({ ok: false, refusal: "too-many-ended" });
    for (const [id, each] of loggedIn) {
      if (each !== session) continue;
      loggedIn.delete(id);
      void presenters.sockets.get(id)?.leave(presenterRoom);
    }
    reply({ ok: true });
  });
  const command = request<typeof commandRequestSchema, CommandAnswer>(
    commandRequestSchema,
    (input, _, reply) => core.consoles.perform(input, reply),
  );
  const audit = request<typeof auditRequestSchema, AuditAnswer>(
    auditRequestSchema,
    (_, __, reply) => core.consoles.audit(reply),
  );
  socket.on("logout", logout);
  socket.on("command", command);
  socket.on("audit", audit);
}
