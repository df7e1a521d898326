import { LanguageSwitch, loginRefusalTexts, presenterTexts, useSay } from "@cablecut/ui";
import { useState, type JSX } from "react";
import { useConsole, useConsoleState } from "../../shared/console-context.ts";
import type { Access } from "../../model/store.ts";

/** The door. Nothing of the show is on this page before the PIN was right. */
export function Login({ access }: { readonly access: Access }): JSX.Element {
  const t = useSay();
  const { login } = useConsole();
  const connection = useConsoleState((state) => state.connection);
  const [pin, setPin] = useState("");
  const [asking, setAsking] = useState(false);
  const waiting = asking || access.kind !== "out" || connection !== "connected";
  const submit = async (): Promise<void> => {
    setAsking(true);
    await login(pin);
    setAsking(false);
    // Whoever has read the refusal may be typing the next one already.
    setPin((now) => (now === pin ? "" : now));
  };
  return (
    <main className="login">
      <form
        className="login-card"
        onSubmit={(event) => {
          event.preventDefault();
          if (!waiting) void submit();
        }}
      >
        <p className="login-product">Cablecut</p>
        <h1>{t(presenterTexts.title)}</h1>
        <label htmlFor="pin">{t(presenterTexts.pin)}</label>
        <input
          id="pin"
          type="password"
          autoCapitalize="none"
          autoComplete="off"
          maxLength={12}
          value={pin}
          aria-describedby="login-word"
          onChange={(event) => setPin(event.target.value)}
        />
        <p id="login-word" className="login-word" role="status" data-refused={isRefused(access)}>
          {t(wordOf(access, connection))}
        </p>
        <button type="submit" className="button button-strong" disabled={waiting || pin === ""}>
          {t(presenterTexts.login)}
        </button>
        <LanguageSwitch />
      </form>
    </main>
  );
}

function isRefused(access: Access): boolean {
  return access.kind === "out" && access.refusal !== null;
}

function wordOf(access: Access, connection: string): { readonly en: string; readonly zh: string } {
  if (connection === "lost") return presenterTexts.lost;
  if (connection === "connecting") return presenterTexts.connecting;
  if (access.kind !== "out") return presenterTexts.resuming;
  return access.refusal === null ? presenterTexts.loginHint : loginRefusalTexts[access.refusal];
}
