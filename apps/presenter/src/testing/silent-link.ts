import type { ConsoleLink } from "../model/link.ts";

/** A link to a gateway that knows nobody; a test says what is different. */
export function silentLink(different: Partial<ConsoleLink> = {}): ConsoleLink {
  return {
    login: async () => ({ ok: false, refusal: "wrong-pin" }),
    loginByTicket: async () => ({ ok: false, refusal: "link-over" }),
    stageTicket: async () => ({ ok: true, ticket: "ticket" }),
    resume: async () => ({ ok: false, refusal: "session-over" }),
    logout: async () => ({ ok: true }),
    command: async () => ({ ok: true }),
    attendees: async () => ({ ok: true, found: [], more: false }),
    hand: () => {},
    ...different,
  };
}
