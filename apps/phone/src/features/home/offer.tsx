import type { LocalizedText } from "@cablecut/protocol";
import { useSay } from "@cablecut/ui";
import type { JSX } from "react";
import { Icon } from "../../shared/icons.tsx";

/** Something to open that is offered, never forced. */
export function Offer({
  title,
  detail,
  onClick,
}: {
  readonly title: LocalizedText;
  readonly detail: LocalizedText;
  readonly onClick: () => void;
}): JSX.Element {
  const t = useSay();
  return (
    <button type="button" className="card offer" onClick={onClick}>
      <span className="person-words">
        <strong>{t(title)}</strong>
        <span className="small">{t(detail)}</span>
      </span>
      <Icon name="arrow" size={20} />
    </button>
  );
}
