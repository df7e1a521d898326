import { createMesh, type LinkCertificates, type Mesh } from "@cablecut/link";
import { tracesIn, type GatewayConfig } from "@cablecut/protocol";
import type { Logger } from "pino";

/** What a gateway is given besides its configuration. */
export interface GatewayStart {
  /** Of this start alone, on its links; the certificate names what stands before the dot. */
  readonly linkId: string;
  /** As PEM; null where links are plain. */
  readonly certificates: LinkCertificates | null;
  readonly log: Logger;
}

/** The links to all rooms. `heard`: a room, by its name, says something. */
export function linkToRooms(
  config: Pick<GatewayConfig, "showId" | "linkSecret" | "rooms">,
  { linkId, certificates, log }: GatewayStart,
  heard: (room: string, bytes: Uint8Array) => void,
): Mesh {
  const trace = transferTracer(log);
  const mesh = createMesh({
    self: { id: linkId, kind: "gateway", showId: config.showId, instance: Date.now() },
    secret: config.linkSecret,
    ...(certificates === null ? {} : { certificates }),
    peers: config.rooms.map(({ room, paths }) => ({ id: room, paths })),
    accept: () => ({ ok: false, reason: "a gateway takes no calls" }),
    onMessage: (name, _, bytes) => {
      trace?.(name, bytes);
      heard(name, bytes);
    },
    onPeerUp: (peer) => log.info({ room: peer.id }, "room reached"),
    onPeerDown: (room, reason) => log.warn({ room, reason }, "room silent"),
    onNotice: (notice) => {
      if (notice.kind === "refused" || notice.kind === "refusing") log.warn(notice, "link refused");
    },
  });
  if (trace === null) return mesh;
  return {
    listening: () => mesh.listening(),
    status: () => mesh.status(),
    close: () => mesh.close(),
    send: (room, chunks) => {
      for (const chunk of chunks) trace(room, chunk);
      return mesh.send(room, chunks);
    },
  };
}

/** Notes every payment that goes to a room or is answered, at level debug; null at others: nothing is looked at twice. */
function transferTracer(log: Logger): ((room: string, frame: Uint8Array) => void) | null {
  if (!log.isLevelEnabled("debug")) return null;
  return (room, frame) => {
    for (const each of tracesIn(frame)) log.debug({ ...each, room }, "transfer");
  };
}
