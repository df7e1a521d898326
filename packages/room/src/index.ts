export * from "./machine-room.ts";
export * from "./ports.ts";
export { checkReceipt, fromHex, toHex } from "./receipt-check.ts";
