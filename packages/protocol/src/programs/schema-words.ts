import type { z } from "zod";
import type { LocalizedText } from "../values/language.ts";

/**
 * What a schema does not take, as a person would say it of the field that is named before it. The library's own words speak of types
 * and of input, and of its English ones half remain in Chinese. Rules that say themselves what they want are not asked here.
 */
export function wordsOfIssue(issue: z.core.$ZodRawIssue): LocalizedText {
  if (issue.input === undefined) return missingWords;
  switch (issue.code) {
    case "invalid_type":
      return kinds[issue.expected] ?? notTaken;
    case "invalid_value":
      return oneOf(issue.values);
    case "invalid_union":
      return unionWords(issue);
    case "too_small":
      return atLeast(issue);
    case "too_big":
      return atMost(issue);
    case "invalid_format":
      return formats[issue.format] ?? notOfTheForm;
    case "unrecognized_keys":
      return unknownEntries(issue.keys);
    case "invalid_key":
    case "invalid_element":
    case "not_multiple_of":
    case "custom":
      return notTaken;
  }
}

/** Of a field that is not there. */
export const missingWords: LocalizedText = { en: "is missing", zh: "缺少此项" };
const notTaken: LocalizedText = { en: "is nothing that can be taken here", zh: "此处不可用" };
const notOfTheForm: LocalizedText = {
  en: "is not written as it should be",
  zh: "写法有误",
};

const list: LocalizedText = { en: "must be a list in [ ]", zh: "须为 [ ] 中的列表" };
const object: LocalizedText = { en: "must be an object in { }", zh: "须为 { } 中的对象" };
const kinds: Readonly<Record<string, LocalizedText>> = {
  array: list,
  tuple: list,
  object,
  record: object,
  string: { en: "must be text in quotes", zh: "须为英文引号中的文本" },
  number: { en: "must be a number", zh: "须为数字" },
  int: { en: "must be a whole number", zh: "须为整数" },
  boolean: { en: "must be true or false", zh: "须为 true 或 false" },
  null: { en: "must be null", zh: "须为 null" },
};

const formats: Readonly<Record<string, LocalizedText>> = {
  url: { en: "must be a web address", zh: "须为网址" },
  datetime: {
    en: "must be a time as 2026-03-01T09:30:00Z",
    zh: "须为 2026-03-01T09:30:00Z 形式的时间",
  },
  ipv4: { en: "must be an IP address", zh: "须为 IP 地址" },
  ipv6: { en: "must be an IP address", zh: "须为 IP 地址" },
};

/** The field that says which of the forms is meant is named before it. */
function unionWords({
  discriminator,
  options,
  input,
}: {
  readonly input: unknown;
  readonly discriminator?: unknown;
  readonly options?: unknown;
}): LocalizedText {
  if (typeof discriminator !== "string" || !Array.isArray(options)) return notTaken;
  const isTold = typeof input === "object" && input !== null && discriminator in input;
  return isTold ? oneOf(options) : missingWords;
}

function oneOf(values: readonly unknown[]): LocalizedText {
  const written = values.map((value) => JSON.stringify(value) ?? String(value));
  const last = written.at(-1) ?? "";
  const before = written.slice(0, -1);
  if (before.length === 0) return { en: `must be ${last}`, zh: `须为 ${last}` };
  return {
    en: `must be ${before.join(", ")} or ${last}`,
    zh: `须为 ${before.join("、")} 或 ${last}`,
  };
}

interface Bound {
  readonly origin: string;
  readonly inclusive?: boolean | undefined;
  /** Neither more nor less. */
  readonly exact?: boolean | undefined;
}

function atLeast({
  minimum,
  ...bound
}: Bound & { readonly minimum: number | bigint }): LocalizedText {
  const { origin, inclusive, exact } = bound;
  if (isAmount(origin))
    return inclusive === false
      ? { en: `must be more than ${minimum}`, zh: `须大于${minimum}` }
      : { en: `must be at least ${minimum}`, zh: `不得小于${minimum}` };
  if (exact === true) return exactly(origin, minimum);
  if (Number(minimum) === 1) return { en: "must not be empty", zh: "不得为空" };
  const { en, zh } = counted(origin, minimum);
  return { en: `must have at least ${en}`, zh: `至少须有${zh}` };
}

function atMost({
  maximum,
  ...bound
}: Bound & { readonly maximum: number | bigint }): LocalizedText {
  const { origin, inclusive, exact } = bound;
  if (isAmount(origin))
    return inclusive === false
      ? { en: `must be less than ${maximum}`, zh: `须小于${maximum}` }
      : { en: `must be at most ${maximum}`, zh: `不得大于${maximum}` };
  if (exact === true) return exactly(origin, maximum);
  const { en, zh } = counted(origin, maximum);
  return { en: `must have at most ${en}`, zh: `最多${zh}` };
}

function exactly(origin: string, count: number | bigint): LocalizedText {
  const { en, zh } = counted(origin, count);
  return { en: `must have exactly ${en}`, zh: `须恰为${zh}` };
}

function isAmount(origin: string): boolean {
  return origin === "number" || origin === "int" || origin === "bigint" || origin === "date";
}

function counted(origin: string, count: number | bigint): LocalizedText {
  const one = Number(count) === 1;
  if (origin === "string")
    return { en: `${count} ${one ? "character" : "characters"}`, zh: `${count}个字符` };
  return { en: `${count} ${one ? "entry" : "entries"}`, zh: `${count}项` };
}

/** Of very many the first are enough to look for. */
const namedMax = 5;

function unknownEntries(keys: readonly string[]): LocalizedText {
  const named = keys.slice(0, namedMax).map((key) => `"${key}"`);
  const more = keys.length > namedMax;
  return {
    en: `has what is not known here: ${named.join(", ")}${more ? " and more" : ""}`,
    zh: `含有此处没有的项：${named.join("、")}${more ? "等" : ""}`,
  };
}
