import type { PreflightItem } from "@cablecut/protocol";
import { preflightTexts, presenterTexts, useSay } from "@cablecut/ui";
import type { JSX } from "react";

/** What must be right before a cut, observed at this moment. */
export function Preflight({ items }: { readonly items: readonly PreflightItem[] }): JSX.Element {
  const t = useSay();
  const open = items.filter((item) => item.state !== "ok").length;
  return (
    <section className="panel preflight" data-testid="preflight" data-open={open}>
      <h2>
        {t(presenterTexts.preflight)}
        <span className="preflight-sum">
          {t(open === 0 ? presenterTexts.preflightReady : presenterTexts.preflightOpen(open))}
        </span>
      </h2>
      <ul>
        {items.map((item) => (
          <li key={item.check} data-state={item.state}>
            <StateShape state={item.state} />
            <span>{t(preflightTexts[item.check])}</span>
            <span className="figures preflight-count">
              {item.have}/{item.want}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A tick, an open ring, a cross: told apart without colour. */
function StateShape({ state }: { readonly state: PreflightItem["state"] }): JSX.Element {
  return (
    <svg viewBox="0 0 20 20" className="state-shape" role="img" aria-label={state}>
      {state === "ok" ? <path d="M3 10.5l4.5 4.5L17 5.5" /> : null}
      {state === "waiting" ? <circle cx="10" cy="10" r="6" strokeDasharray="3 3" /> : null}
      {state === "failed" ? <path d="M4 4l12 12M16 4L4 16" /> : null}
    </svg>
  );
}
