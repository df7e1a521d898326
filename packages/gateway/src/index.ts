export { AddressBudgets } from "./people/address-budgets.ts";
export { tickMs } from "./awake-clock.ts";
export { GatewayCore } from "./gateway-core.ts";
export * from "./ports.ts";
export { isCutOff } from "./recovery/path-cables.ts";
export type { GatewayFigures } from "./views/figures.ts";
export { TokenBucket, type Rate } from "./people/token-bucket.ts";
