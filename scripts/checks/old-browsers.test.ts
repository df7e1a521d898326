import { expect, test } from "vitest";
import { brought, checkOldBrowsers, tooNewInScript, tooNewInStyle } from "./old-browsers.ts";

const found = (text: string): string[] =>
  tooNewInScript("x.js", text).map(({ message }) => message);

test.each([
  ["list.toSorted()", "toSorted"],
  ["list.at(-1)", "at"],
  ["Object.hasOwn(a, b)", "hasOwn"],
  ["structuredClone(a)", "structuredClone"],
  ["new BroadcastChannel('x')", "BroadcastChannel"],
  ["class A { static { x() } }", "a static block"],
  ["class A { #p; has(b) { return #p in b } }", "#private in"],
  ["/(?<=a)b/.test(x)", "the expression"],
  ["f?.(...all)", "f?.(...all)"],
  ["a?.b.c(1, ...all).d", "f?.(...all)"],
])("%s is too new", (text, name) => {
  expect(found(text)).toHaveLength(1);
  expect(found(text)[0]).toContain(name);
});

test("what iOS 15 and Chromium 90 have is fine, and what is tested for first", () => {
  expect(
    found(
      "[...list].sort(); a?.b(f(...c))?.(d) ?? c; text.replaceAll('a', 'b'); class A { #p = 1 }",
    ),
  ).toEqual([]);
  expect(found("typeof URL.canParse == `function` ? URL.canParse(a) : b")).toEqual([]);
  expect(tooNewInScript("x.js", "list.toSorted()", brought)).toEqual([]);
  expect(found("typeof reportError === 'function' ? reportError(e) : f(e)")).toEqual([]);
});

test("styles as well", () => {
  expect(tooNewInStyle("x.css", "a{height:100dvh}")).toHaveLength(1);
  expect(tooNewInStyle("x.css", "a{height:100vh;height:100dvh}")).toEqual([]);
  expect(tooNewInStyle("x.css", "a{inset:0;height:100vh;color:rgb(0 0 0 / 5%)}")).toEqual([]);
});

test("a page that is not built has proved nothing", () => {
  expect(checkOldBrowsers("/nowhere").seen).toBe(0);
});
