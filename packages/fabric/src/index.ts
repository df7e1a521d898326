export { FabricClient } from "./client.ts";
export type { ClientAnswer } from "./client.ts";
export { machineClock } from "./clock.ts";
export * from "./control-messages.ts";
export { serveControl } from "./control-server.ts";
export { createFabric } from "./fabric.ts";
export { fabricConfigSchema } from "./fabric-config.ts";
export type { FabricConfig } from "./fabric-config.ts";
export * from "./plan.ts";
