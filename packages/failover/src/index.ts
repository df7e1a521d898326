export * from "./commands.ts";
export { createRoomFailover } from "./create-room-failover.ts";
export * from "./pace-profiles.ts";
export * from "./room-failover.ts";
export * from "./incident-timeline.ts";
export * from "./recorded-events.ts";
export { RecoveryTimeline } from "./recovery-timeline.ts";
