export type { LinkCertificates } from "./encryption.ts";
export type { Mesh, MeshNotice, PathAddress, PeerAddress } from "./mesh-options.ts";
export { createMesh } from "./mesh.ts";
export { probeRoom } from "./probe.ts";
export type { ProbeOutcome } from "./probe.ts";
