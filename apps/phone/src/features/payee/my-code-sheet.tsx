import { phoneTexts, useSay } from "@cablecut/ui";
import type { JSX } from "react";
import { Sheet } from "../../shared/sheet.tsx";
import type { Profile } from "../../model/phone-state.ts";
import { payeeLink } from "../../model/payee/payee-link.ts";
import { QrCode } from "./qr-code.tsx";

export function MyCodeSheet({
  profile,
  open,
  onClose,
}: {
  readonly profile: Profile;
  readonly open: boolean;
  readonly onClose: () => void;
}): JSX.Element {
  const t = useSay();
  const { accountNumber, name } = profile.me;
  return (
    <Sheet title={phoneTexts.myCode} open={open} onClose={onClose}>
      <div className="my-code">
        <QrCode
          text={payeeLink(window.location.origin, accountNumber)}
          label={t(phoneTexts.accountNumber(String(accountNumber)))}
        />
        <p className="my-code-name">{t(name)}</p>
        <p className="my-code-number figures">{accountNumber}</p>
        <p className="my-code-hint">{t(phoneTexts.myCodeHint)}</p>
      </div>
    </Sheet>
  );
}
