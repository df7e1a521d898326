import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { readCertificates } from "./certificates.ts";
import { readConfiguration } from "./configuration.ts";
import { reasonIn } from "./schema-reasons.ts";

const schema = z.strictObject({ room: z.string(), port: z.number().int().max(65_535) });

let folder = "";
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cablecut-named-files-"));
  mkdirSync(at("folder"));
  spawnSync("mkfifo", [at("pipe")]);
  symlinkSync("circle", at("circle"));
  writeFileSync(at("long"), Buffer.alloc(1024 * 1024 + 1, 32));
  writeFileSync(at("cut-off"), '{"room":"hz-a",');
  writeFileSync(at("lacking"), '{"room":"hz-a"}');
  writeFileSync(at("strange"), '{"room":"hz-a","port":1,"more":true}');
  writeFileSync(at("right"), '{"room":"hz-a","port":1}');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ["nothing", "there is no such file", "没有此文件"],
  ["right/below", "there is no such file", "没有此文件"],
  ["folder", "it is no file", "不是文件"],
  ["pipe", "it is no file", "不是文件"],
  ["circle", "the system says ELOOP", "系统返回 ELOOP"],
  ["long", "it is longer than 1048576 bytes", "超过1048576字节"],
  ["cut-off", "is not JSON", "不是 JSON"],
  ["lacking", "port: is missing", "port：缺少此项"],
  ["strange", 'has what is not known here: "more"', '含有此处没有的项："more"'],
])("a configuration that is %s is refused by its name, in both languages", (name, en, zh) => {
  const read = readConfiguration(["--config", at(name)], schema);
  if (read.ok) throw new Error("it was taken");
  expect(read.reason.en).toContain(`${at(name)}: `);
  expect(read.reason.en).toContain(en);
  expect(read.reason.zh).toContain(`${at(name)}：`);
  expect(read.reason.zh).toContain(zh);
});

test("a file that has more than it says is refused where the bound is", ({ skip }) => {
  // One of the system's, which says that it is empty and has a word for every page of the address space.
  const endless = "/proc/self/pagemap";
  skip(!existsSync(endless), `there is no ${endless}`);
  expect(readConfiguration(["--config", endless], schema)).toMatchObject({
    ok: false,
    reason: { en: `${endless}: it is longer than 1048576 bytes` },
  });
});

test.each([
  ["a file's name", ["--config", "no\nsuch\u001b[2J"]],
  ["a word", ["--all\nis well"]],
])("%s that has a line end in it makes no second line of a refusal", (_, args) => {
  const read = readConfiguration(args, schema);
  if (read.ok) throw new Error("it was taken");
  for (const reason of [read.reason.en, read.reason.zh]) {
    expect(reason).toContain(String.raw`\n`);
    expect(reason).not.toMatch(/\p{Cc}/u);
  }
});

test("a field's name that has a line end in it makes no second line of a refusal", () => {
  const { reason } = reasonIn(schema, { room: "hz-a", port: 1, "more\nis well\u2028": true });
  for (const said of [reason.en, reason.zh])
    expect(said).toContain(String.raw`more\nis well\u2028`);
  const { at } = reasonIn(z.record(z.string(), z.string()), { "a\nb": 1 });
  expect(at).toBe(String.raw`a\nb`);
});

test("a device without an end is refused and not read", () => {
  expect(readConfiguration(["--config", "/dev/zero"], schema)).toMatchObject({
    ok: false,
    reason: { en: "/dev/zero: it is no file", zh: "/dev/zero：不是文件" },
  });
});

test.each([
  [[], "--config FILE", "--config FILE"],
  [["--config"], "--config FILE", "--config FILE"],
  [["--config="], "--config FILE", "--config FILE"],
  [["--config", "right", "--force"], "'--force' is not taken", "不接受“--force”"],
  [["-x"], "'-x' is not taken", "不接受“-x”"],
  [["right"], "'right' is not taken", "不接受“right”"],
  [["--"], "'--' is not taken", "不接受“--”"],
])("the words %j are refused", (args, en, zh) => {
  const read = readConfiguration(args, schema);
  expect(read.ok ? null : read.reason.en).toContain(en);
  expect(read.ok ? null : read.reason.zh).toContain(zh);
});

test("what is as it should be is read, whichever language is spoken", () => {
  expect(readConfiguration([`--config=${at("right")}`, "--lang", "zh"], schema)).toEqual({
    ok: true,
    file: at("right"),
    content: { room: "hz-a", port: 1 },
  });
});

test.each([
  "rooms x shardsPerRoom must be at most 100",
  "room hz-a names the unknown city xx",
  "cutCity xx is no city",
  "must be lower-case letters, digits and hyphens",
  "must be 64 hex digits",
  "must be 32 hex digits",
  "links are accepted on the loopback only (127.0.0.1 or ::1)",
  "without certificates links are on the loopback only (127.0.0.1 or ::1)",
])("what our own rule says, %j, is said in Chinese too", (message) => {
  const { reason } = reasonIn(
    z.string().refine(() => false, message),
    "x",
  );
  expect(reason.en).toBe(message);
  expect(reason.zh).toMatch(/\p{Script=Han}/u);
});

test("of certificates the file that is wrong is named, and is no endless one", () => {
  const files = { authority: "/dev/zero", certificate: "right", key: "right" };
  expect(readCertificates(folder, files)).toMatchObject({
    ok: false,
    reason: { en: "/dev/zero: it is no file", zh: "/dev/zero：不是文件" },
  });
  expect(readCertificates(folder, { ...files, authority: "right" })).toMatchObject({
    ok: false,
    reason: {
      en: `${at("right")}: it is no certificate (PEM)`,
      zh: `${at("right")}：不是 PEM 格式的证书`,
    },
  });
});
