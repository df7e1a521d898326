import { expect, test } from "vitest";
import { PresenterAuth, hashPin } from "./presenter-auth.ts";

function auth(): PresenterAuth {
  return new PresenterAuth({
    salt: "salt of the test",
    pinHash: hashPin("2468", "salt of the test").toString("hex"),
  });
}

test("the PIN opens a session; another session id is none", () => {
  const presenter = auth();
  const login = presenter.login("2468");
  expect(login.ok && presenter.isOpen(login.session)).toBe(true);
  expect(presenter.isOpen("0".repeat(32))).toBe(false);
});

test("ten wrong PINs close the door for a minute, for the right one too", () => {
  const presenter = auth();
  for (let wrong = 0; wrong < 10; wrong += 1) {
    expect(presenter.login(`000${wrong}`)).toEqual({ ok: false, refusal: "wrong-pin" });
  }
  expect(presenter.login("2468")).toEqual({ ok: false, refusal: "too-fast" });
});
