import type { TextTable } from "./text-table.ts";

export const presenterTexts = {} satisfies TextTable;
