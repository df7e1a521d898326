import type { LocalizedText } from "@cablecut/protocol";
import { moveTexts, phoneTexts, refusalTexts, useSay } from "@cablecut/ui";
import { useEffect, useState, type JSX } from "react";
import { checkingCount, keptCount } from "../../model/transfer/outbox-counts.ts";
import { CopyButton } from "../../shared/copy-button.tsx";
import { PageFrame } from "../../shared/page-frame.tsx";
import { usePhone, usePhoneState } from "../../shared/phone-context.ts";
import { QrCode } from "../../shared/qr-code.tsx";
import { useAnswer } from "../../shared/use-answer.ts";

interface Given {
  readonly ok: true;
  readonly link: string;
  readonly forMs: number;
  readonly untilMs: number;
}

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
  const phone = usePhone();
  // One more for every link that the person wants.
  const [wishes, setWishes] = useState(1);
  const answer = useAnswer(`link ${wishes}`, async () => {
    const askedMs = performance.now();
    const given = await phone.moveLink();
    return given?.ok === true ? { ...given, untilMs: askedMs + given.forMs } : given;
  });
  const ask = (): void => setWishes(wishes + 1);
  if (answer === null)
    return (
      <p className="card move-waits" role="status">
        {t(phoneTexts.connecting)}
      </p>
    );
  if (!answer.ok) return <NoLink words={refusalTexts[answer.refusal]} onAsk={ask} />;
  return <GivenLink key={answer.link} given={answer} onAsk={ask} />;
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
  // Where nothing is kept the page's address has the account instead of the link, and that is nobody's elsewhere.
  const comesAlong = usePhoneState((state) => state.inApp !== null && state.remembers);
  const secondsLeft = useSecondsUntil(untilMs, forMs);
  useLinkInAddress(link);
  if (secondsLeft <= 0) return <NoLink words={moveTexts.linkOver} onAsk={onAsk} />;
  return (
    <>
      <section className="card move-card">
        {comesAlong ? <p>{t(moveTexts.openOutsideWithAccount)}</p> : null}
        <QrCode text={link} label={t(moveTexts.linkLabel)} />
        <p className="small">{t(moveTexts.scanOrCopy)}</p>
        <p className="move-left figures">{t(moveTexts.worksOnce(secondsLeft))}</p>
      </section>
      <div className="page-space" />
      <CopyButton label={moveTexts.copyLink} text={() => link} />
      {/* The gateway that made this one may have been started anew, which nobody tells the page. */}
      <button type="button" className="quiet-button" onClick={onAsk}>
        {t(moveTexts.newLink)}
      </button>
    </>
  );
}

/** An app takes along what stands in the address when it opens the page in a browser; whatever comes next there has its own. */
function useLinkInAddress(link: string): void {
  const phone = usePhone();
  useEffect(() => {
    phone.linkShown(link);
    return () => phone.linkShown(null);
  }, [phone, link]);
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
