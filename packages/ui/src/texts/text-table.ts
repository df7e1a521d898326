import type { LocalizedText } from "@cablecut/protocol";

/**
 * A table of texts, one per audience: `{ key: { en, zh } }`, or a function for a text with values in it.
 * Write `export const someTexts = { ... } satisfies TextTable;` — a missing translation is then a type error, and so
 * is a key that does not exist. Each audience has its own file, so that no page carries another page's words.
 */
export type TextTable = Readonly<Record<string, LocalizedText | TextWithValues>>;

// `never` parameters: a function with any parameters at all may stand in a table.
type TextWithValues = (...values: never[]) => LocalizedText;
