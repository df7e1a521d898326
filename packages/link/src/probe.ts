import { Encryption, refusalOf, type LinkCertificates } from "./encryption.ts";
import { FrameReader, frameType } from "./frame.ts";
import { parseChallenge, parseRefusal } from "./handshake.ts";
import type { PathAddress } from "./mesh-options.ts";

/** What one way to a node is like, found by dialing it once. */
export type ProbeOutcome =
  /** Its certificate is right, and it would go on. `clockAheadMs`: its wall clock, by at most half of `rttMs` off. */
  | { readonly kind: "answers"; readonly rttMs: number; readonly clockAheadMs: number | null }
  /** The host is there; nothing takes calls. */
  | { readonly kind: "nothing-listens" }
  | { readonly kind: "silent" }
  /** `code`: what the system says, as ENETUNREACH. */
  | { readonly kind: "no-way"; readonly code: string }
  | { readonly kind: "refused"; readonly reason: string };

export interface Probe {
  readonly address: PathAddress;
  /** Of the room that should be there. */
  readonly id: string;
  readonly showId: string;
  readonly certificates: LinkCertificates;
  readonly timeoutMs: number;
}

/** Dials a room as a link would, hears its challenge and leaves; no session begins. */
export function probeRoom(probe: Probe): Promise<ProbeOutcome> {
  const { address, id, showId, certificates, timeoutMs } = probe;
  const socket = new Encryption(certificates, showId).dial(address, id);
  return new Promise((settle) => {
    let shookAt = performance.now();
    const end = (outcome: ProbeOutcome): void => {
      clearTimeout(patience);
      settle(outcome);
      socket.destroy();
    };
    const patience = setTimeout(() => end({ kind: "silent" }), timeoutMs);
    const heard = (type: number, text: string): void => {
      if (type !== frameType.challenge) {
        return end({ kind: "refused", reason: parseRefusal(text) });
      }
      const challenge = parseChallenge(text);
      if (typeof challenge === "string") return end({ kind: "refused", reason: challenge });
      const rttMs = performance.now() - shookAt;
      const clockAheadMs =
        challenge.clockMs === null ? null : challenge.clockMs - Date.now() + rttMs / 2;
      end({ kind: "answers", rttMs, clockAheadMs });
    };
    const reader = new FrameReader(
      {
        message: () => end({ kind: "refused", reason: "message-before-hello" }),
        control: (type, body) => heard(type, Buffer.from(body.subarray(1)).toString("utf8")),
      },
      (bytes) => new Uint8Array(bytes),
    );
    socket.on("secureConnect", () => (shookAt = performance.now()));
    socket.on("data", (chunk: Buffer) => reader.push(chunk));
    socket.on("close", () => end({ kind: "refused", reason: "closed" }));
    socket.on("error", (error: NodeJS.ErrnoException) => end(outcomeOf(error.code ?? "?")));
  });
}

function outcomeOf(code: string): ProbeOutcome {
  if (code === "ECONNREFUSED") return { kind: "nothing-listens" };
  if (code === "ETIMEDOUT") return { kind: "silent" };
  const reason = refusalOf(code);
  return reason === null ? { kind: "no-way", code } : { kind: "refused", reason };
}
