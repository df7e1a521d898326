import type { TextTable } from "./text-table.ts";

export const stageTexts = {} satisfies TextTable;
