import type { LocalizedText } from "@cablecut/protocol";
import { moveTexts, phoneTexts, refusalTexts, useSay } from "@cablecut/ui";
import { useEffect, useState, type JSX } from "react";
import { checkingCount, keptCount } from "../../model/transfer/outbox-counts.ts";
import { CopyButton } from "../../shared/copy-button.tsx";
import { PageFrame } from "../../shared/page-frame.tsx";
import { useIsInside, usePhone, usePhoneState } from "../../shared/phone-context.ts";
import { QrCode } from "../../shared/qr-code.tsx";

interface Given {
  readonly kind: "given";
  readonly link: string;
  readonly forMs: number;
  readonly untilMs: number;
}
type LinkState =
  | { readonly kind: "asking" }
  | { readonly kind: "refused"; readonly refusal: keyof typeof refusalTexts }
  | Given;

/** A one-time link to this account: for the browser on this phone, or for another phone's camera. */
export function MovePage(): JSX.Element {
  const t = useSay();
  const waiting = usePhoneState((state) => keptCount(state) + checkingCount(state));
  return (
    <PageFrame title={moveTexts.movePage} className="move-page">
      {waiting > 0 ? (
        <p className="card move-waits" role="status">
          {t(moveTexts.waitsFirst(waiting))}
        </p>
      ) : (
        <MoveLink />
      )}
      <p className="small">{t(moveTexts.receiptsStay)}</p>
    </PageFrame>
  );
}

function MoveLink(): JSX.Element {
  const t = useSay();
  const [state, ask] = useLink();
  switch (state.kind) {
    case "asking":
      return (
        <p className="card move-waits" role="status">
          {t(phoneTexts.connecting)}
        </p>
      );
    case "refused":
      return <NoLink words={refusalTexts[state.refusal]} onAsk={ask} />;
    case "given":
      return <GivenLink key={state.link} given={state} onAsk={ask} />;
  }
}

function NoLink({
  words,
  onAsk,
}: {
  readonly words: LocalizedText;
  readonly onAsk: () => void;
}): JSX.Element {
  const t = useSay();
  return (
    <section className="card move-card">
      <p role="status">{t(words)}</p>
      <button type="button" className="main-button" onClick={onAsk}>
        {t(moveTexts.newLink)}
      </button>
    </section>
  );
}

function GivenLink({
  given: { link, forMs, untilMs },
  onAsk,
}: {
  readonly given: Given;
  readonly onAsk: () => void;
}): JSX.Element {
  const t = useSay();
  const isInApp = usePhoneState((state) => state.inApp !== null);
  const secondsLeft = useSecondsUntil(untilMs, forMs);
  if (secondsLeft <= 0) return <NoLink words={moveTexts.linkOver} onAsk={onAsk} />;
  return (
    <>
      <section className="card move-card">
        {isInApp ? <p>{t(moveTexts.openOutsideWithAccount)}</p> : null}
        <QrCode text={link} label={t(moveTexts.linkLabel)} />
        <p className="small">{t(moveTexts.scanOrCopy)}</p>
        <p className="move-left figures">{t(moveTexts.worksOnce(secondsLeft))}</p>
      </section>
      <div className="page-space" />
      <CopyButton label={moveTexts.copyLink} text={() => link} />
    </>
  );
}

/** Asked for when the page opens, and again when the person wants another one. */
function useLink(): readonly [LinkState, () => void] {
  const phone = usePhone();
  const isInside = useIsInside();
  const [state, setState] = useState<LinkState>({ kind: "asking" });
  const isAsked = isInside && state.kind === "asking";
  useEffect(() => {
    if (!isAsked) return;
    let isLate = false;
    const askedMs = performance.now();
    void phone.moveLink().then((answer) => {
      if (isLate) return;
      if (answer === null) setState({ kind: "refused", refusal: "unreachable" });
      else if (!answer.ok) setState({ kind: "refused", refusal: answer.refusal });
      else setState({ ...answer, kind: "given", untilMs: askedMs + answer.forMs });
    });
    return () => {
      isLate = true;
    };
  }, [phone, isAsked]);
  return [state, () => setState({ kind: "asking" })];
}

function useSecondsUntil(untilMs: number, forMs: number): number {
  const [left, setLeft] = useState(Math.ceil(forMs / 1_000));
  useEffect(() => {
    const look = (): void => setLeft(Math.max(0, Math.ceil((untilMs - performance.now()) / 1_000)));
    const timer = setInterval(look, 500);
    return () => clearInterval(timer);
  }, [untilMs]);
  return left;
}
