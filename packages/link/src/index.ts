export { defaultLinkLimits, defaultLinkTiming } from "./limits.ts";
export type { LinkLimits, LinkTiming } from "./limits.ts";
export type {
  AcceptAnswer,
  DownReason,
  Mesh,
  MeshNotice,
  MeshOptions,
  NodeIdentity,
  PathAddress,
  PathStatus,
  PeerAddress,
  LinkStatus,
} from "./mesh-options.ts";
export { createMesh } from "./mesh.ts";
