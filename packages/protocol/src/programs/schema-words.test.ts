import { expect, test } from "vitest";
import * as z from "zod";
import { wordsOfIssue } from "./schema-words.ts";

/** Words of the library, in either language, and of programmers. */
const foreign =
  /invalid|expected|received|input|unrecognized|too (small|big)|array|record|boolean|string|undefined|NaN|无效|期望|实际接收|数值过|未知的键|空值|instanceof|>=|<=/i;

const kinds: readonly (readonly [z.ZodType, unknown, string, string])[] = [
  [z.object({ a: z.string() }), {}, "is missing", "缺少此项"],
  [z.object({ a: z.enum(["x"]) }), {}, "is missing", "缺少此项"],
  [z.object({ a: z.union([z.string(), z.number()]) }), {}, "is missing", "缺少此项"],
  [z.array(z.string()), {}, "must be a list in [ ]", "须为 [ ] 中的列表"],
  [z.tuple([z.string()]), 1, "must be a list in [ ]", "须为 [ ] 中的列表"],
  [z.strictObject({}), [], "must be an object in { }", "须为 { } 中的对象"],
  [z.record(z.string(), z.string()), 1, "must be an object in { }", "须为 { } 中的对象"],
  [z.string(), null, "must be text in quotes", "须为英文引号中的文本"],
  [z.number(), "1", "must be a number", "须为数字"],
  [z.number(), Number.NaN, "must be a number", "须为数字"],
  [z.number().int(), 1.5, "must be a whole number", "须为整数"],
  [z.boolean(), "yes", "must be true or false", "须为 true 或 false"],
  [z.null(), 1, "must be null", "须为 null"],
  [z.date(), 1, "is nothing that can be taken here", "此处不可用"],
  [z.never(), 1, "is nothing that can be taken here", "此处不可用"],
  [z.literal(1), 2, "must be 1", "须为 1"],
  [z.enum(["raft", "etcd"]), "paxos", 'must be "raft" or "etcd"', '须为 "raft" 或 "etcd"'],
  [z.literal(["a", "b", null]), "c", 'must be "a", "b" or null', '须为 "a"、"b" 或 null'],
  [z.array(z.string()).min(1), [], "must not be empty", "不得为空"],
  [z.string().min(1), "", "must not be empty", "不得为空"],
  [z.string().min(3), "ab", "must have at least 3 characters", "至少须有3个字符"],
  [z.string().max(1), "ab", "must have at most 1 character", "最多1个字符"],
  [z.string().length(3), "ab", "must have exactly 3 characters", "须恰为3个字符"],
  [z.array(z.string()).length(1), ["a", "b"], "must have exactly 1 entry", "须恰为1项"],
  [z.array(z.string()).max(2), ["a", "b", "c"], "must have at most 2 entries", "最多2项"],
  [z.number().min(1), 0, "must be at least 1", "不得小于1"],
  [z.number().gt(1), 1, "must be more than 1", "须大于1"],
  [z.number().max(1), 2, "must be at most 1", "不得大于1"],
  [z.number().lt(1), 1, "must be less than 1", "须小于1"],
  [z.number().int(), 2 ** 60, `must be at most ${2 ** 53 - 1}`, `不得大于${2 ** 53 - 1}`],
  [z.number().multipleOf(2), 3, "is nothing that can be taken here", "此处不可用"],
  [z.string().regex(/^a$/), "b", "is not written as it should be", "写法有误"],
  [z.string().startsWith("a"), "b", "is not written as it should be", "写法有误"],
  [z.url(), "x", "must be a web address", "须为网址"],
  [z.ipv4(), "x", "must be an IP address", "须为 IP 地址"],
  [z.ipv6(), "x", "must be an IP address", "须为 IP 地址"],
  [
    z.iso.datetime(),
    "today",
    "must be a time as 2026-03-01T09:30:00Z",
    "须为 2026-03-01T09:30:00Z 形式的时间",
  ],
  [
    z.strictObject({}),
    { one: 1, two: 2 },
    'has what is not known here: "one", "two"',
    '含有此处没有的项："one"、"two"',
  ],
  [
    z.strictObject({}),
    Object.fromEntries(["a", "b", "c", "d", "e", "f"].map((key) => [key, 1])),
    'has what is not known here: "a", "b", "c", "d", "e" and more',
    '含有此处没有的项："a"、"b"、"c"、"d"、"e"等',
  ],
  [z.union([z.string(), z.number()]), true, "is nothing that can be taken here", "此处不可用"],
  [
    z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("a") }),
      z.object({ kind: z.literal("b") }),
    ]),
    { kind: "c" },
    'must be "a" or "b"',
    '须为 "a" 或 "b"',
  ],
  [
    z.discriminatedUnion("kind", [z.object({ kind: z.literal("a") })]),
    {},
    "is missing",
    "缺少此项",
  ],
  [
    z.record(z.string().max(1), z.string()),
    { ab: "" },
    "is nothing that can be taken here",
    "此处不可用",
  ],
  [z.string().refine(() => false), "x", "is nothing that can be taken here", "此处不可用"],
];

test.each(kinds)(
  "whoever wrote what no schema takes reads why in his own language, and no word of the library's: %#",
  (schema, content, en, zh) => {
    const told = (["en", "zh"] as const).map((language) => {
      const error = schema.safeParse(content, { error: (issue) => wordsOfIssue(issue)[language] });
      return error.error?.issues[0]?.message;
    });
    expect(told).toEqual([en, zh]);
    for (const message of told) expect(message).not.toMatch(foreign);
    expect(zh).toMatch(/\p{Script=Han}/u);
  },
);
