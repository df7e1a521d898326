import type { LocalizedText } from "@cablecut/protocol";
import { phoneTexts, useSay } from "@cablecut/ui";
import type { JSX } from "react";
import { payPage } from "../../model/navigation/pages.ts";
import { Icon, type IconName } from "../../shared/icons.tsx";
import { usePages, usePhone } from "../../shared/phone-context.ts";

export function Tiles(): JSX.Element {
  const pages = usePages();
  const phone = usePhone();
  return (
    <nav className="tiles">
      <Tile
        icon="pay"
        text={phoneTexts.pay}
        onClick={() => {
          pages.open(payPage(null));
          pages.openSheet("payee");
        }}
      />
      <Tile
        icon="random"
        text={phoneTexts.random}
        onClick={() =>
          pages.open({ kind: "pay", payee: null, number: null, anybody: performance.now() })
        }
      />
      <Tile icon="code" text={phoneTexts.myCode} onClick={() => pages.open({ kind: "code" })} />
      <Tile
        icon="receipts"
        text={phoneTexts.receipts}
        onClick={() => {
          phone.readAccount();
          pages.open({ kind: "receipts" });
        }}
      />
    </nav>
  );
}

function Tile({
  icon,
  text,
  onClick,
}: {
  readonly icon: IconName;
  readonly text: LocalizedText;
  readonly onClick: () => void;
}): JSX.Element {
  const t = useSay();
  return (
    <button type="button" className="tile" onClick={onClick}>
      <Icon name={icon} size={22} />
      <span>{t(text)}</span>
    </button>
  );
}
