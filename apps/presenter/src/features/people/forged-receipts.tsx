import { accountNumberOf, nameOf, type AccountId } from "@cablecut/protocol";
import { consoleTexts, useSay } from "@cablecut/ui";
import type { JSX } from "react";
import { useConsole } from "../../shared/console-context.ts";
import { useHindrance } from "../../shared/use-hindrance.ts";

/** Whoever spoils the picture with receipts that the show never gave is named to the presenter alone, who may remove them. */
export function ForgedReceipts({ by }: { readonly by: readonly AccountId[] }): JSX.Element | null {
  const t = useSay();
  const { commands } = useConsole();
  const hindrance = useHindrance("turn");
  if (by.length === 0) return null;
  return (
    <section className="find" data-testid="forged-receipts">
      <h3>{t(consoleTexts.forged)}</h3>
      <p className="hint">{t(consoleTexts.forgedHint)}</p>
      <ul className="found">
        {by.map((account) => (
          <li key={account}>
            <span className="found-name">
              {t(nameOf(account))} <span className="figures">{accountNumberOf(account)}</span>
            </span>
            <button
              type="button"
              className="button button-small"
              disabled={hindrance !== null}
              onClick={() => {
                const value = { account, removed: true };
                void commands.send({ kind: "turn", change: { dial: "removed", value } });
              }}
            >
              {t(consoleTexts.remove)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
