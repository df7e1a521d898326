import { TokenBucket, type GatewayCore, type Rate } from "@cablecut/gateway";
import {
  attendeeSearchSchema,
  auditRequestSchema,
  consoleHandSchema,
  loginSchema,
  loginTicketSchema,
  logoutSchema,
  operatorSchema,
  commandRequestSchema,
  reportRequestSchema,
  resumeSchema,
  ticketRequestSchema,
  type AttendeeSearchAnswer,
  type AuditAnswer,
  type CommandAnswer,
  type ConsoleHandAnswer,
  type GatewayToPresenter,
  type LoginAnswer,
  type LogoutAnswer,
  type PresenterToGateway,
  type ReportAnswer,
  type TicketAnswer,
} from "@cablecut/protocol";
import { phonesCsv } from "@cablecut/report";
import type { Namespace, Socket } from "socket.io";
import * as z from "zod";
import type { ConsoleSessions } from "../console/console-sessions.ts";
import type { LoginLinks } from "../console/login-links.ts";
import type { PinDoor } from "../console/pin-door.ts";
import type { PresenterSecrets } from "../console/presenter-secrets.ts";
import { ToldPieces } from "../console/told-pieces.ts";
import type { Tickets } from "../console/tickets.ts";
import type { Edge } from "../edge/edge.ts";
import { nowMs } from "../monotonic-clock.ts";
import { guarded, type RawHandler } from "./guarded.ts";

export type PresenterNamespace = Namespace<PresenterToGateway, GatewayToPresenter>;
type PresenterSocket = Socket<PresenterToGateway, GatewayToPresenter>;

interface Refused {
  readonly ok: false;
  readonly refusal: "malformed" | "not-logged-in" | "too-fast";
}

type LoginRefusal = Extract<LoginAnswer, { ok: false }>["refusal"];

/** A finger on a console, and a clicker beside it. */
const requests: Rate = { burst: 30, perSecond: 10 };
/** What must work at any moment, and is counted each for itself: nothing else that was asked uses it up. */
const urgentSchema = z.object({
  command: z.union([
    z.object({ kind: z.enum(["blank", "restore", "restore-everything"]) }),
    // Taking faults away.
    z.object({ kind: z.literal("impair"), impairment: z.object({ kind: z.literal("none") }) }),
  ]),
});

interface ConsoleParts {
  readonly core: GatewayCore;
  readonly edge: Pick<Edge, "guardOf">;
  readonly presenters: PresenterNamespace;
  readonly secrets: Pick<PresenterSecrets, "isOperator">;
  readonly pins: PinDoor;
  readonly tickets: Tickets;
  readonly links: Pick<LoginLinks, "use">;
  readonly sessions: ConsoleSessions;
  readonly bug: (error: unknown) => void;
}

interface Told {
  readonly told: ToldPieces;
}

/** Those who have logged in get the console's snapshots. */
export const presenterRoom = "logged-in";

/** Sessions that are over are looked for so often, ms. */
const sessionLookMs = 1_000;

/** Behind the PIN. Before the login a connection can do nothing but try to log in. */
export function servePresenters(parts: ConsoleParts): void {
  /** The sessions of connections that have logged in, by socket. */
  const loggedIn = new Map<string, string>();
  const told = new ToldPieces(() => toldText(parts.core));
  parts.presenters.on("connection", (socket) => {
    const limit = new TokenBucket(requests, nowMs);
    answerLogins(parts, socket, loggedIn, limit);
    answerThoseLoggedIn({ ...parts, told }, socket, loggedIn, limit);
    socket.on("disconnect", () => {
      loggedIn.delete(socket.id);
      parts.core.consoleLeft(socket.id);
    });
  });
  setInterval(() => sendAway(parts, loggedIn), sessionLookMs).unref();
}

/** It is told nothing more, and what it was about to do it may not do any more. */
function leave(
  { core, presenters }: Pick<ConsoleParts, "core" | "presenters">,
  id: string,
  loggedIn: Map<string, string>,
): void {
  loggedIn.delete(id);
  core.consoleLeft(id);
  void presenters.sockets.get(id)?.leave(presenterRoom);
}

/**
 * Whose session has expired, or was logged out of in another tab or at another gateway, is told nothing more. The page comes back by itself,
 * shows the session, and is told that it is over.
 */
function sendAway(
  parts: Pick<ConsoleParts, "core" | "presenters" | "sessions">,
  loggedIn: Map<string, string>,
): void {
  for (const [id, session] of loggedIn) {
    if (parts.sessions.isOpen(session)) continue;
    leave(parts, id, loggedIn);
    parts.presenters.sockets.get(id)?.conn.close();
  }
}

function answerLogins(
  { core, edge, secrets, pins, links, sessions, bug }: ConsoleParts,
  socket: PresenterSocket,
  loggedIn: Map<string, string>,
  limit: TokenBucket,
): void {
  const guard = edge.guardOf(socket);
  const { address } = guard;
  const letIn = (session: string): LoginAnswer => {
    loggedIn.set(socket.id, session);
    guard.enter("/presenter");
    void socket.join(presenterRoom);
    // After the acknowledgement, so that the console knows that it is in when the first snapshot comes.
    setImmediate(() => core.consoleJoined(socket.id));
    return { ok: true, session };
  };
  const login = <Schema extends z.ZodType>(
    schema: Schema,
    answer: (input: z.output<Schema>, reply: (answer: LoginAnswer) => void) => void,
  ): RawHandler =>
    guarded<Schema, null, LoginAnswer>({
      schema,
      mayAsk: () => limit.take(),
      admit: () => ({ context: null }),
      refuse: (refusal) => ({
        ok: false,
        refusal: refusal === "not-entered" ? "malformed" : refusal,
      }),
      answer: (input, _, reply) => answer(input, reply),
      bug,
    });
  const letInIf = (isGood: boolean, refusal: LoginRefusal): LoginAnswer =>
    isGood ? letIn(sessions.begin()) : { ok: false, refusal };
  const byPin = login(loginSchema, ({ pin }, reply) => {
    const isJudged = guard.judges();
    pins.ask(pin, { address, connection: socket.id }, (refusal) => {
      isJudged();
      // Its turn may come after it has gone.
      if (socket.connected) reply(letInIf(refusal === null, refusal ?? "wrong-pin"));
    });
  });
  const bySession = login(resumeSchema, ({ session }, reply) =>
    reply(sessions.isOpen(session) ? letIn(session) : { ok: false, refusal: "session-over" }),
  );
  const asOperator = login(operatorSchema, ({ token }, reply) =>
    reply(letInIf(secrets.isOperator(token), "wrong-token")),
  );
  const byTicket = login(loginTicketSchema, ({ ticket }, reply) => {
    const isJudged = guard.judges();
    links.use(ticket, (isGood) => {
      isJudged();
      // The log may have been waited for.
      if (socket.connected) reply(letInIf(isGood, "link-over"));
    });
  });
  socket.on("login", byPin);
  socket.on("resume", bySession);
  socket.on("operator", asOperator);
  socket.on("loginByTicket", byTicket);
}

/** What `ctl report` makes the operator's report of. */
function toldText(core: GatewayCore): string | null {
  const told = core.reportFacts();
  if (told === null) return null;
  const phones = phonesCsv(core.phoneFacts().map((each) => ({ ...each, opened: null })));
  return JSON.stringify({ told, phones });
}

/** What is asked by somebody whose session is open; it is the context of the answer. */
function requestsOfThoseLoggedIn(
  { sessions, bug }: ConsoleParts,
  socket: PresenterSocket,
  loggedIn: ReadonlyMap<string, string>,
  limit: TokenBucket,
) {
  return <Schema extends z.ZodType, Answer>(
    schema: Schema,
    answer: (input: z.output<Schema>, session: string, reply: (answer: Answer) => void) => void,
    mayAsk: (asker: null, raw: unknown) => boolean = () => limit.take(),
  ): RawHandler =>
    guarded<Schema, string, Answer | Refused>({
      schema,
      mayAsk,
      admit: () => {
        const session = loggedIn.get(socket.id);
        const open = session !== undefined && sessions.isOpen(session);
        return open ? { context: session } : { refusal: "not-entered" };
      },
      refuse: (refusal) => ({
        ok: false,
        refusal: refusal === "not-entered" ? "not-logged-in" : refusal,
      }),
      answer,
      bug,
    });
}
type Request = ReturnType<typeof requestsOfThoseLoggedIn>;

function answerThoseLoggedIn(
  parts: ConsoleParts & Told,
  socket: PresenterSocket,
  loggedIn: Map<string, string>,
  limit: TokenBucket,
): void {
  const { core, sessions, tickets, told } = parts;
  const request = requestsOfThoseLoggedIn(parts, socket, loggedIn, limit);
  hearHand(core, socket, request);
  const logout = request<typeof logoutSchema, LogoutAnswer>(logoutSchema, (_, session, reply) => {
    if (!sessions.end(session)) return reply({ ok: false, refusal: "too-many-ended" });
    leave(parts, socket.id, loggedIn);
    reply({ ok: true });
    // Other pages here that have this session; this one has heard it.
    sendAway(parts, loggedIn);
  });
  const bucket = (): TokenBucket => new TokenBucket(requests, nowMs);
  const urgent = {
    blank: bucket(),
    restore: bucket(),
    "restore-everything": bucket(),
    impair: bucket(),
  };
  const command = request<typeof commandRequestSchema, CommandAnswer>(
    commandRequestSchema,
    (input, _, reply) => core.consoles.perform(input, reply),
    (_, raw) => {
      const { data } = urgentSchema.safeParse(raw);
      return (data === undefined ? limit : urgent[data.command.kind]).take();
    },
  );
  const audit = request<typeof auditRequestSchema, AuditAnswer>(
    auditRequestSchema,
    (_, __, reply) => core.consoles.audit(reply),
  );
  const ticket = request<typeof ticketRequestSchema, TicketAnswer>(
    ticketRequestSchema,
    ({ kind }, _, reply) => reply({ ok: true, ticket: tickets.issue(kind) }),
  );
  const report = request<typeof reportRequestSchema, ReportAnswer>(
    reportRequestSchema,
    (input, _, reply) => reply(told.answer(input)),
  );
  socket.on("logout", logout);
  socket.on("ticket", ticket);
  socket.on("command", command);
  socket.on("audit", audit);
  socket.on("report", report);
}

/** What a presenter is about to do, and whom one looks for: nothing of it changes the show. */
function hearHand(core: GatewayCore, socket: PresenterSocket, request: Request): void {
  // A nervous hand must not use up what commands have.
  const limit = new TokenBucket(requests, nowMs);
  const hand = request<typeof consoleHandSchema, ConsoleHandAnswer>(
    consoleHandSchema,
    (input, _, reply) => {
      core.consoles.hand(socket.id, input);
      reply({ ok: true });
    },
    () => limit.take(),
  );
  const attendees = request<typeof attendeeSearchSchema, AttendeeSearchAnswer>(
    attendeeSearchSchema,
    ({ text }, _, reply) =>
      core.consoles.attendees(text, (result) =>
        reply(result === null ? { ok: false, refusal: "unknown" } : { ok: true, ...result }),
      ),
  );
  socket.on("attendees", attendees);
  socket.on("hand", hand);
}
