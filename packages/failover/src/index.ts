export * from "./commands.ts";
export { createRoomFailover } from "./create-room-failover.ts";
export * from "./pace-profiles.ts";
export * from "./room-failover.ts";
