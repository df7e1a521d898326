import { act } from "react";
import { expect, test } from "vitest";
import { close, hangzhou, open, pass, shown } from "../test-harness/opened-phone.tsx";
import { storageInMemory } from "../test-harness/storage-in-memory.ts";

test("the account of a show that is over does not come back when the page is loaded again before the doors of the next one", async () => {
  const backing = storageInMemory();
  const gateway = hangzhou();
  await open(gateway, { backing });
  expect(shown(".balance")).toHaveLength(1);
  gateway.doorSays = "new-show";
  await act(async () => gateway.disconnect());
  await act(async () => gateway.connect());
  await pass(200);
  gateway.doorSays = "doors-closed";
  await pass(3_000);
  expect(shown(".balance")).toEqual([]);
  close();
  const next = hangzhou();
  next.doorSays = "doors-closed";
  const phone = await open(next, { backing });
  expect([shown(".balance"), phone.store.getState().profile]).toEqual([[], null]);
  expect(shown(".entry-screen h1")).toEqual(["The doors are closed"]);
});

test("the account whose place another one has taken by a link does not come back when the page is loaded again on the way in", async () => {
  const backing = storageInMemory();
  await open(hangzhou(), { backing });
  close();
  const gateway = hangzhou();
  gateway.doorSays = "no-room";
  const address = { fragment: `#move=${"0b".repeat(20)}` };
  const moving = await open(gateway, { backing, address });
  await act(async () => moving.takeMove());
  await pass(500);
  expect(moving.store.getState().profile).toBeNull();
  close();
  const phone = await open(gateway, { backing, address });
  expect(phone.store.getState().profile).toBeNull();
  expect(shown(".balance")).toEqual([]);
});
