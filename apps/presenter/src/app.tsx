import { useDocumentLanguage } from "@cablecut/ui";
import type { JSX } from "react";
import { useConsoleState } from "./shared/console-context.ts";
import { Console } from "./console.tsx";
import { Login } from "./features/login/login.tsx";

export function App(): JSX.Element {
  useDocumentLanguage();
  const access = useConsoleState((state) => state.access);
  const description = useConsoleState((state) => state.description);
  const snapshot = useConsoleState((state) => state.console);
  const inside = access.kind === "in" || (access.kind === "resuming" && snapshot !== null);
  if (!inside || description === null || snapshot === null) return <Login access={access} />;
  return <Console description={description} snapshot={snapshot} />;
}
