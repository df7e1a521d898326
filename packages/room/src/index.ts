export * from "./machine-room.ts";
export * from "./ports.ts";
export { fromHex, toHex } from "./receipt-check.ts";
