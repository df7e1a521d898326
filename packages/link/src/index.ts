export type { Mesh, MeshNotice, PathAddress, PeerAddress } from "./mesh-options.ts";
export { createMesh } from "./mesh.ts";
