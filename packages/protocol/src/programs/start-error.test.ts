import { expect, test } from "vitest";
import { StartError, wordsOf } from "./start-error.ts";

const ofTheSystem = (message: string, parts: object): Error =>
  Object.assign(new Error(message), parts);

test.each([
  [
    ofTheSystem("EACCES: permission denied, mkdir '/srv/a\nb'", {
      code: "EACCES",
      syscall: "mkdir",
      path: "/srv/a\nb",
    }),
    String.raw`系统返回 EACCES（mkdir /srv/a\nb）`,
  ],
  [
    ofTheSystem("listen EACCES: permission denied 0.0.0.0:80", {
      code: "EACCES",
      syscall: "listen",
      address: "0.0.0.0",
      port: 80,
    }),
    "系统返回 EACCES（listen 0.0.0.0 80）",
  ],
  [ofTheSystem("Invalid flag", { code: "ERR_X" }), "系统返回 ERR_X"],
])("what the system says is said in Chinese by its code, and in one line: %s", (error, zh) => {
  const words = wordsOf(error);
  expect(words.zh).toBe(zh);
  expect(words.en).not.toMatch(/\p{Cc}/u);
});

test("what we say of a start ourselves stays as it is, and so does a port that is taken", () => {
  const words = { en: "no", zh: "否" };
  expect(wordsOf(new StartError(words))).toEqual(words);
  expect(wordsOf(ofTheSystem("listen", { code: "EADDRINUSE", port: 80 })).zh).toBe(
    "端口 80 已被其他程序占用",
  );
});
