export * from "./control-messages.ts";
export * from "./plan.ts";
