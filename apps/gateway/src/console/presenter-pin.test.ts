import { expect, test } from "vitest";
import { hashPin, PresenterPin } from "./presenter-pin.ts";

function presenterPin(): PresenterPin {
  return new PresenterPin({
    salt: "salt of the test",
    pinHash: hashPin("2468", "salt of the test").toString("hex"),
  });
}

test("the PIN is taken, and nothing else", () => {
  const pin = presenterPin();
  expect(pin.refusalOf("2468")).toBeNull();
  for (const other of ["", "246", "24680", "2468 "]) expect(pin.refusalOf(other)).toBe("wrong-pin");
});

test("ten wrong PINs close the door for a minute, for the right one too", () => {
  const pin = presenterPin();
  for (let wrong = 0; wrong < 10; wrong += 1) {
    expect(pin.refusalOf(`000${wrong}`)).toBe("wrong-pin");
  }
  expect(pin.refusalOf("2468")).toBe("too-fast");
});
