export * from "./commands.ts";
export * from "./pace-profiles.ts";
export * from "./room-failover.ts";
