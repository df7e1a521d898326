import { parseArgs } from "node:util";
import { inOneLine, type LocalizedText } from "@cablecut/protocol";
import type { z } from "zod";
import { fileRefusalText } from "./file-texts.ts";
import { readFileOf, textOf } from "./read-file.ts";
import { notJson, reasonIn } from "./schema-reasons.ts";

/** The longest that a deployment writes has some thousand bytes. */
const configurationBytesMax = 1024 * 1024;

const configurationTexts = {
  notNamed: {
    en: "say where the configuration is: --config FILE",
    zh: "请用 --config FILE 指明配置文件",
  },
  notTaken: (word: string): LocalizedText => ({
    en: `'${inOneLine(word)}' is not taken; the only option is --config FILE`,
    zh: `不接受“${inOneLine(word)}”；只有 --config FILE 这一个选项`,
  }),
};

export type Configuration<Content> =
  | { readonly ok: true; readonly file: string; readonly content: Content }
  | { readonly ok: false; readonly reason: LocalizedText };

/** What a process of a show is told: the file that `--config` names, in the form of `schema`. */
export function readConfiguration<Schema extends z.ZodType>(
  args: readonly string[],
  schema: Schema,
): Configuration<z.output<Schema>> {
  const named = fileNamedIn(args);
  if (!named.ok) return named;
  const { file } = named;
  const name = inOneLine(file);
  const refused = (reason: LocalizedText) =>
    ({ ok: false, reason: { en: `${name}: ${reason.en}`, zh: `${name}：${reason.zh}` } }) as const;
  const read = jsonIn(file, configurationBytesMax);
  if (!read.ok) return refused(read.reason);
  const parsed = schema.safeParse(read.content);
  if (parsed.success) return { ok: true, file, content: parsed.data };
  return refused(reasonText(schema, read.content));
}

/** The JSON in a file that somebody has named, of whatever form; `absent` where there is nothing of this name. */
export function jsonIn(
  path: string,
  bytesMax: number,
):
  | { readonly ok: true; readonly content: unknown }
  | { readonly ok: false; readonly absent: boolean; readonly reason: LocalizedText } {
  const read = readFileOf(path, bytesMax);
  if (!read.ok) {
    const absent = read.refusal.kind === "absent";
    return { ok: false, absent, reason: fileRefusalText(read.refusal) };
  }
  try {
    return { ok: true, content: JSON.parse(textOf(read.bytes)) };
  } catch {
    return { ok: false, absent: false, reason: notJson };
  }
}

/** What the schema does not take, with the field's name before it. */
export function reasonText(schema: z.ZodType, content: unknown): LocalizedText {
  const { at, reason } = reasonIn(schema, content);
  if (at === "") return reason;
  return { en: `${at}: ${reason.en}`, zh: `${at}：${reason.zh}` };
}

function fileNamedIn(
  args: readonly string[],
):
  | { readonly ok: true; readonly file: string }
  | { readonly ok: false; readonly reason: LocalizedText } {
  const { values, tokens } = parseArgs({
    args: [...args],
    options: { config: { type: "string" }, lang: { type: "string" } },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === "option" && (token.name === "config" || token.name === "lang")) continue;
    const word =
      token.kind === "option" ? token.rawName : token.kind === "positional" ? token.value : "--";
    return { ok: false, reason: configurationTexts.notTaken(word) };
  }
  const { config } = values;
  if (typeof config === "string" && config !== "") return { ok: true, file: config };
  return { ok: false, reason: configurationTexts.notNamed };
}
