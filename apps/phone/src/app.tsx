import type { AccountNumber } from "@cablecut/protocol";
import { useDocumentLanguage } from "@cablecut/ui";
import type { JSX } from "react";
import { usePhoneState } from "./shared/phone-context.ts";
import { Home } from "./home.tsx";
import { EntryScreen } from "./features/entry/entry-screen.tsx";

/** Which page is shown. A phone that knows its account shows it at once, whatever the line is doing. */
export function App({ payee }: { readonly payee: AccountNumber | null }): JSX.Element {
  useDocumentLanguage();
  const entry = usePhoneState((state) => state.entry);
  const profile = usePhoneState((state) => state.profile);
  const isInside = entry.kind === "entered" || entry.kind === "entering";
  return isInside && profile !== null ? (
    <Home profile={profile} payee={payee} />
  ) : (
    <EntryScreen entry={entry} payee={payee} />
  );
}
