export { FabricClient } from "./client.ts";
export type {
  ClientAnswer,
  ClientRefusal,
  FabricClientOptions,
  Unreachable,
} from "./client.ts";
export { machineClock } from "./clock.ts";
export type { Clock, Moment } from "./clock.ts";
export * from "./control-messages.ts";
export { serveControl } from "./control-server.ts";
export type { ControlServer } from "./control-server.ts";
export type { WatchHandlers } from "./event-watch.ts";
export { createFabric } from "./fabric.ts";
export type { Fabric, FabricOptions } from "./fabric.ts";
export { fabricConfigSchema } from "./fabric-config.ts";
export type { FabricConfig } from "./fabric-config.ts";
export * from "./plan.ts";
