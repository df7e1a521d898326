import { act } from "react";
import { expect, test } from "vitest";
import {
  back,
  close,
  hangzhou,
  open,
  pagesOf,
  pass,
  shanghai,
  shown,
  tap,
  tapWords,
} from "../test-harness/opened-phone.tsx";
import { storageInMemory } from "../test-harness/storage-in-memory.ts";

const code = "0b".repeat(20);

test("the account moves by a link that is good once and for a minute, and stands in the page's own address", async () => {
  const address = { fragment: "" };
  await open(hangzhou(), { backing: storageInMemory(), address });
  await tap(".account-head");
  await tapWords("Move to another browser");
  await pass(200);
  expect(address.fragment).toBe(`#move=${"5a".repeat(20)}`);
  expect(shown(".move-left")).toEqual(["Works once, within 60 s"]);
  await pass(61_000);
  expect(shown(".move-card p")).toEqual(["The link has run out."]);
  await tapWords("Make a new link");
  await pass(200);
  expect(shown(".move-left")).toHaveLength(1);
  await back();
  expect([shown(".move-page"), address.fragment]).toEqual([[], ""]);
});

test("a link that comes when its page was left, or whose page the call to pay took away, stays in no address", async () => {
  const gateway = hangzhou();
  const address = { fragment: "" };
  await open(gateway, { backing: storageInMemory(), address });
  await act(async () => pagesOf().open({ kind: "move" }));
  await back();
  await pass(200);
  expect(address.fragment).toBe("");
  await act(async () => pagesOf().open({ kind: "move" }));
  await pass(200);
  expect(address.fragment).toContain("#move=");
  await act(async () => gateway.change({ cue: { on: true, amountCents: 888 as never } }));
  expect([shown(".move-page"), address.fragment]).toEqual([[], ""]);
});

test("a link that the show did not answer is asked for again by itself, also after the line was lost", async () => {
  const gateway = hangzhou();
  await open(gateway, { backing: storageInMemory() });
  gateway.deaf.add("moveLink");
  await act(async () => pagesOf().open({ kind: "move" }));
  await pass(8_500);
  expect(shown(".move-page .main-button")).toEqual([]);
  gateway.deaf.clear();
  await pass(2_000);
  expect(shown(".move-left")).toHaveLength(1);
  await back();
  gateway.deaf.add("moveLink");
  await act(async () => pagesOf().open({ kind: "move" }));
  await act(async () => gateway.disconnect());
  gateway.deaf.clear();
  await act(async () => gateway.connect());
  await pass(500);
  expect(shown(".move-left")).toHaveLength(1);
});

test("while payments wait on this phone the account stays", async () => {
  const gateway = shanghai();
  await open(gateway);
  await act(async () => gateway.rooms({ 0: "switching", 1: "switching" }));
  await tap(".pay-partner");
  await pass(500);
  await act(async () => pagesOf().open({ kind: "move" }));
  expect(shown(".move-waits")[0]).toContain("1 payment waits on this phone");
  await act(async () => gateway.rooms({ 0: "dark", 1: "dark" }, 2));
  await pass(2_000);
  expect(shown(".move-left")).toHaveLength(1);
});

test("a browser without an account comes in with that of the link, and forgets the link", async () => {
  const gateway = hangzhou();
  const address = { fragment: `#move=${code}` };
  const backing = storageInMemory();
  await open(gateway, { backing, address });
  expect(shown(".balance")).toEqual(["1,000,000.00"]);
  expect(gateway.entered).toEqual(["a".repeat(32)]);
  expect(address.fragment).toBe("");
  expect(backing.getItem("cablecut.identity")).toContain("a".repeat(32));
});

test("with storage blocked what is moved stands in the address afterwards", async () => {
  const address = { fragment: `#move=${code}` };
  await open(hangzhou(), { address });
  expect(address.fragment).toBe(`#${"a".repeat(32)}.set`);
});

test.each([
  ["link-over", "It works once and for a minute."],
  ["other-gateway", "The server that made it cannot be asked now."],
] as const)(
  "a link that is %s says so, and opens nothing before the person agrees",
  async (refusal, words) => {
    const gateway = hangzhou();
    gateway.taken = { ok: false, refusal };
    const address = { fragment: `#move=${code}` };
    await open(gateway, { address });
    expect(shown(".entry-screen p")[0]).toContain(words);
    await act(async () => gateway.disconnect());
    await act(async () => gateway.connect());
    await pass(500);
    expect(gateway.entered).toEqual([]);
    await tapWords("Go on here");
    await pass(500);
    expect(gateway.entered).toHaveLength(1);
    expect(shown(".balance")).toHaveLength(1);
  },
);

test("a browser that has an account asks before the link's takes its place", async () => {
  const backing = storageInMemory();
  const identity = { token: "b".repeat(32), showId: null };
  backing.setItem("cablecut.identity", JSON.stringify({ version: 1, value: identity }));
  const gateway = hangzhou();
  await open(gateway, { backing, address: { fragment: `#move=${code}` } });
  expect(shown(".entry-screen h1")).toEqual(["Use the account of this link?"]);
  expect(gateway.connected).toBe(false);
  await tapWords("Keep mine");
  await pass(500);
  expect(gateway.entered).toEqual(["b".repeat(32)]);
  expect(shown(".balance")).toHaveLength(1);
});

test("while payments of this browser wait no link's account takes their place", async () => {
  const backing = storageInMemory();
  const gateway = shanghai();
  await open(gateway, { backing });
  await act(async () => gateway.rooms({ 0: "switching", 1: "switching" }));
  await tap(".pay-partner");
  await pass(500);
  close();
  const next = shanghai();
  await open(next, { backing, address: { fragment: `#move=${code}` } });
  expect(document.body.textContent).toContain("1 payment waits on this phone");
  expect(shown(".entry-screen button")).toEqual(["Keep mine"]);
  await tapWords("Keep mine");
  await pass(3_000);
  expect(next.entered).toHaveLength(1);
  expect(shown(".balance")).toHaveLength(1);
});

test("inside an app that lets a page keep nothing it is not said that the account comes along", async () => {
  await open(hangzhou(), { backing: null, inApp: "wechat" });
  await act(async () => pagesOf().open({ kind: "move" }));
  await pass(500);
  expect(shown(".move-left")).toHaveLength(1);
  expect(document.body.textContent).not.toMatch(/comes along|Open in browser/);
});

test("a link whose gateway may be gone can be made anew at once", async () => {
  await open(hangzhou(), { backing: storageInMemory() });
  await act(async () => pagesOf().open({ kind: "move" }));
  await pass(200);
  await pass(20_000);
  expect(shown(".move-left")[0]).toMatch(/within (40|39) s/);
  await tapWords("Make a new link");
  await pass(500);
  expect(shown(".move-left")[0]).toMatch(/within (60|59) s/);
});

test("who is inside an app is told once how to get out of it", async () => {
  const backing = storageInMemory();
  await open(hangzhou(), { backing, inApp: "wechat" });
  expect(document.body.textContent).toContain("You are inside WeChat");
  await tapWords("Stay here");
  expect(document.body.textContent).not.toContain("You are inside WeChat");
  close();
  await open(hangzhou(), { backing, inApp: "wechat" });
  expect(shown(".balance")).toHaveLength(1);
  expect(document.body.textContent).not.toContain("You are inside WeChat");
});

test.each([
  ["without an account", null, /^[0-9a-f]{32}$/],
  ["with one", "0c".repeat(16), /^(0c){16}$/],
])(
  "a link that was cut off on its way is said to be none, and nothing is opened before the person goes on: %s",
  async (_, token, enteredAs) => {
    const gateway = hangzhou();
    const address = { fragment: `#move=${code.slice(0, 39)}` };
    const backing = storageInMemory();
    const identity = { version: 1, value: { token, showId: null } };
    if (token !== null) backing.setItem("cablecut.identity", JSON.stringify(identity));
    await open(gateway, { backing, address });
    expect(shown("h1, main > p")).toEqual([
      "This link moves nothing",
      "This is no link of the show.",
    ]);
    expect(gateway.entered).toEqual([]);
    await tapWords("Go on here");
    await pass(500);
    expect(gateway.entered.join()).toMatch(enteredAs);
    expect(address.fragment).toBe("");
  },
);
