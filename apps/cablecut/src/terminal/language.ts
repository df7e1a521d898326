import type { Language } from "@cablecut/protocol";

/** A text in both languages of the house. */
export type Bilingual = Readonly<Record<Language, string>>;

/** The texts of one command: a missing translation is a type error (`satisfies TextTable`). */
export type TextTable = Readonly<Record<string, Bilingual | ((...values: never[]) => Bilingual)>>;
