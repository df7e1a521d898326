import { createMesh } from "./mesh.ts";
import { secret } from "./nodes.fixture.ts";

/** A process of its own: a node that counts the numbered messages of its peer, and tells when asked. */
let next = 0;
let wrong = 0;
const mesh = createMesh({
  self: { id: "child", kind: "room", showId: "show-1", instance: Date.now() },
  secret,
  listen: { host: "127.0.0.1", port: Number(process.argv[2]) },
  peers: [],
  accept: () => ({ ok: true }),
  onMessage: (_peerId, _kind, bytes) => {
    if (Buffer.from(bytes).toString() === String(next)) next += 1;
    else wrong += 1;
  },
  onPeerUp: () => undefined,
  onPeerDown: () => undefined,
});
process.on("message", () => process.send?.({ next, wrong }));
process.on("disconnect", () => process.exit(0));
const bound = await mesh.listening();
process.send?.(bound!.port);
