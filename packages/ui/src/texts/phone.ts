import type { TextTable } from "./text-table.ts";

export const phoneTexts = {} satisfies TextTable;
