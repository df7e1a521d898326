import { act } from "react";
import { createRoot } from "react-dom/client";
import { expect, test } from "vitest";
import { createStore } from "zustand/vanilla";
import { Login } from "./features/login/login.tsx";
import type { ConsoleState } from "./model/store.ts";
import { ConsoleContext, type ConsoleParts } from "./shared/console-context.ts";

function typeInto(input: HTMLInputElement, text: string): void {
  // Past React's own setter, which would take the change for none.
  Reflect.set(HTMLInputElement.prototype, "value", text, input);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

test("a PIN that is typed while the one before is being refused is kept", async () => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  let refuse: () => void = () => undefined;
  const parts = {
    store: createStore(() => ({ connection: "connected" }) as ConsoleState),
    login: () => new Promise<void>((done) => (refuse = done)),
  } as unknown as ConsoleParts;
  const element = document.createElement("div");
  document.body.append(element);
  const root = createRoot(element);
  const access = { kind: "out", refusal: "wrong-pin" } as const;
  await act(async () =>
    root.render(
      <ConsoleContext value={parts}>
        <Login access={access} />
      </ConsoleContext>,
    ),
  );
  const input = element.querySelector("input")!;
  const button = element.querySelector<HTMLButtonElement>(".button-strong")!;
  await act(async () => typeInto(input, "000000"));
  await act(async () => button.click());
  await act(async () => typeInto(input, "482913"));
  await act(async () => refuse());
  expect([input.value, button.disabled]).toEqual(["482913", false]);
  await act(async () => button.click());
  await act(async () => refuse());
  expect([input.value, button.disabled]).toEqual(["", true]);
  await act(async () => root.unmount());
});
