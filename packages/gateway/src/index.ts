export { tickMs } from "./awake-clock.ts";
export { GatewayCore } from "./gateway-core.ts";
export * from "./ports.ts";
export type { Run } from "./recovery/past-runs.ts";
