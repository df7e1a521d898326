export * from "./machine-room.ts";
export * from "./ports.ts";
export { checkReceipt, toHex } from "./receipt-check.ts";
