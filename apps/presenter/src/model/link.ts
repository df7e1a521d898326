import type {
  AttendeeSearchAnswer,
  CommandAnswer,
  CommandRequest,
  ConsoleHandTold,
  GatewayToPresenter,
  LoginAnswer,
  LogoutAnswer,
  PresenterToGateway,
  TicketAnswer,
} from "@cablecut/protocol";
import type { LiveSocket } from "@cablecut/ui";

/** An answer that has not come by then will not be waited for, ms. */
const answerTimeoutMs = 5_000;

export type NoAnswer = { readonly ok: false; readonly refusal: "no-answer" };

/** How the console asks the gateway; every question ends with an answer or with `no-answer`. */
export interface ConsoleLink {
  login(pin: string): Promise<LoginAnswer | NoAnswer>;
  /** With the ticket of a login link. */
  loginByTicket(ticket: string): Promise<LoginAnswer | NoAnswer>;
  /** For the stage window that this console opens. */
  stageTicket(): Promise<TicketAnswer | NoAnswer>;
  resume(session: string): Promise<LoginAnswer | NoAnswer>;
  logout(): Promise<LogoutAnswer | NoAnswer>;
  command(request: CommandRequest): Promise<CommandAnswer | NoAnswer>;
  attendees(text: string): Promise<AttendeeSearchAnswer | NoAnswer>;
  /** Nobody waits for an answer to it. */
  hand(hand: ConsoleHandTold): void;
}

type PresenterSocket = LiveSocket<GatewayToPresenter, PresenterToGateway>;

export function linkOver(socket: PresenterSocket): ConsoleLink {
  const ask = <Answer>(
    event: keyof PresenterToGateway,
    input: unknown,
  ): Promise<Answer | NoAnswer> =>
    new Promise((resolve) => {
      // A question asked while nobody listens would be kept and sent later: a cut must never come late.
      if (!socket.connected) return resolve({ ok: false, refusal: "no-answer" });
      const timed = socket.timeout(answerTimeoutMs) as unknown as {
        emit(event: string, input: unknown, ack: (error: unknown, answer: Answer) => void): void;
      };
      timed.emit(event, input, (error, answer) =>
        resolve(error === null ? answer : { ok: false, refusal: "no-answer" }),
      );
    });
  return {
    login: (pin) => ask("login", { pin }),
    loginByTicket: (ticket) => ask("loginByTicket", { ticket }),
    stageTicket: () => ask("ticket", { kind: "stage" }),
    resume: (session) => ask("resume", { session }),
    logout: () => ask("logout", {}),
    command: (request) => ask("command", request),
    attendees: (text) => ask("attendees", { text }),
    hand: (hand) => void ask("hand", hand),
  };
}
