import { phonePageTexts, phoneTexts, useSay } from "@cablecut/ui";
import type { JSX } from "react";
import { payeeLink } from "../../model/payee/payee-link.ts";
import type { Profile } from "../../model/phone-state.ts";
import { Avatar } from "../../shared/avatar.tsx";
import { PageFrame } from "../../shared/page-frame.tsx";
import { QrCode } from "../../shared/qr-code.tsx";

/** For another phone's own camera, or to be read aloud. */
export function CodePage({ profile }: { readonly profile: Profile }): JSX.Element {
  const t = useSay();
  const { account, accountNumber, name } = profile.me;
  return (
    <PageFrame title={phoneTexts.myCode} className="code-page">
      <section className="card code-card">
        <p className="person-line code-name">
          <Avatar account={account} />
          <strong>
            <span className="whole">{name.en}</span> <span className="whole">{name.zh}</span>
          </strong>
        </p>
        <QrCode
          text={payeeLink(window.location.origin, accountNumber)}
          label={t(phoneTexts.accountNumber(String(accountNumber)))}
        />
        <p className="code-number figures">{accountNumber}</p>
        <p className="small">{t(phonePageTexts.myCodeHint)}</p>
      </section>
    </PageFrame>
  );
}
