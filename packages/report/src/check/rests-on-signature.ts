import type { LocalizedText } from "@cablecut/protocol";

/**
 * What nothing else in a report follows from, and nobody can count again: it is believed for the signature's sake alone. All of
 * it is what phones told of themselves to gateways.
 */
export const restsOnSignature: readonly {
  readonly field: string;
  readonly words: LocalizedText;
}[] = [
  {
    field: "told.incidents.*.keptMost",
    words: { en: "most payments kept at one time", zh: "同时保留的付款（最多）" },
  },
  {
    field: "told.incidents.*.verification.phones",
    words: { en: "phones that verified", zh: "参与核实的手机数" },
  },
  {
    field: "told.phones.checking",
    words: { en: "payments still being checked", zh: "仍在核实的付款" },
  },
  { field: "told.phones.kept", words: { en: "payments still kept", zh: "仍保留的付款" } },
  {
    field: "told.phones.keptCents",
    words: { en: "the amount still kept", zh: "仍保留的金额" },
  },
];
