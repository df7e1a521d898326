import { act } from "react";
import { expect, test } from "vitest";
import { close, hangzhou, open, shown } from "../test-harness/opened-phone.tsx";
import { storageInMemory } from "../test-harness/storage-in-memory.ts";
import type { SetGateway } from "../test-harness/set-gateway.ts";

/** Hangzhou is out, and what was at home there is in Shanghai. */
function recovered(): SetGateway {
  const gateway = hangzhou();
  gateway.rooms({ 0: "dark", 1: "dark" }, 2);
  return gateway;
}
const news = (): string[] => shown(".band strong");

test("whoever came after the switch was moved by none, and is not told so when the page is loaded again", async () => {
  const backing = storageInMemory();
  await open(recovered(), { backing });
  const first = news();
  close();
  await open(recovered(), { backing });
  expect(news()).toEqual(first);
  expect(first.join()).not.toContain("now served by");
});

test("whoever was here reads it after every reload, also of the next cut, and of a page that an earlier build kept", async () => {
  const backing = storageInMemory();
  await open(hangzhou(), { backing });
  for (let reload = 0; reload < 2; reload += 1) {
    close();
    await open(recovered(), { backing });
    expect(news().join()).toContain("now served by");
  }
  close();
  const late = storageInMemory();
  await open(recovered(), { backing: late });
  close();
  const next = recovered();
  next.change({ incident: 2 });
  await open(next, { backing: late });
  expect(news().join()).toContain("now served by");
  close();
  const text = late.getItem("cablecut.profile") ?? "";
  expect(text).toContain('"firstIncident":1');
  late.setItem("cablecut.profile", text.replace(',"firstIncident":1', ""));
  await open(recovered(), { backing: late });
  expect(news().join()).toContain("now served by");
});

test("a partner is not changed under a thumb that goes on tapping; before and after it may be", async () => {
  const gateway = hangzhou();
  const phone = await open(gateway);
  const partner = (): number | undefined => phone.store.getState().profile?.partner?.account;
  const { partner: first } = gateway.cast;
  const offer = (account: number): Promise<void> =>
    act(async () => gateway.say("partner", { ...first, account }));
  await act(async () => gateway.change({ cue: { on: true, amountCents: 888 as never } }));
  await offer(600);
  await act(async () => gateway.rooms({ 0: "abnormal", 1: "abnormal" }));
  await offer(601);
  expect(partner()).toBe(first?.account);
  await act(async () => gateway.change({ cue: { on: false, amountCents: 888 as never } }));
  await act(async () => gateway.rooms({}));
  await offer(602);
  expect(partner()).toBe(602);
});

test("who has no partner gets one while everybody taps", async () => {
  const gateway = hangzhou();
  const { partner } = gateway.cast;
  Object.assign(gateway.cast, { partner: null });
  const phone = await open(gateway);
  await act(async () => gateway.change({ cue: { on: true, amountCents: 888 as never } }));
  await act(async () => gateway.say("partner", partner));
  expect(phone.store.getState().profile?.partner?.account).toBe(partner?.account);
});
