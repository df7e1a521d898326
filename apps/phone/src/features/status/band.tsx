import { useSay } from "@cablecut/ui";
import type { JSX } from "react";
import type { Band } from "../../model/status/status.ts";
import { Icon } from "../../shared/icons.tsx";

/** Under the bar, edge to edge: what is the matter, in one title and one sentence. The hatch says "switching" without colour. */
export function StatusBand({
  band,
  onReceipts,
  onPaying,
}: {
  readonly band: Band;
  readonly onReceipts: () => void;
  readonly onPaying: () => void;
}): JSX.Element {
  const t = useSay();
  const open = { nothing: null, receipts: onReceipts, paying: onPaying }[band.opens];
  const words = (
    <span className="band-words">
      <strong>{t(band.title)}</strong>
      {band.detail === null ? null : <span>{t(band.detail)}</span>}
    </span>
  );
  return (
    <div className="band" data-kind={band.kind} role="status">
      {open === null ? (
        words
      ) : (
        <button type="button" className="band-button" onClick={open}>
          {words}
          <Icon name="arrow" size={20} />
        </button>
      )}
    </div>
  );
}
