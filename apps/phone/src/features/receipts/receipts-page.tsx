import {
  formatCents,
  nameOf,
  receiptsPerAccountMax,
  type LocalizedText,
  type Receipt,
  type ReceiptCheck,
} from "@cablecut/protocol";
import {
  commonTexts,
  formatClock,
  formatCount,
  phonePageTexts,
  phoneTexts,
  roomName,
  useSay,
} from "@cablecut/ui";
import type { JSX } from "react";
import type { Profile } from "../../model/phone-state.ts";
import { countChecks, type CheckedReceipts } from "../../model/receipts/receipt-book.ts";
import { receiptsText } from "../../model/receipts/receipts-text.ts";
import { CopyButton } from "../../shared/copy-button.tsx";
import { PageFrame } from "../../shared/page-frame.tsx";
import { usePhoneState } from "../../shared/phone-context.ts";
import { Pieces } from "../../shared/pieces.tsx";
import { useRowsInPieces } from "../../shared/rows-in-pieces.ts";
import { CheckMark, type CheckShape } from "./check-mark.tsx";

/** More than a tall phone shows without a scroll: they come with the page, those below follow. */
const rowsAtFirst = 18;

/** The phone's own proof: what it holds, and what the room that serves it now has shown of it. */
export function ReceiptsPage({ profile }: { readonly profile: Profile }): JSX.Element {
  const t = useSay();
  const { receipts, total } = usePhoneState((state) => state.receipts);
  const verification = usePhoneState((state) => state.verification);
  const result = verification.kind === "done" ? verification.result : null;
  const shownBy =
    result?.wallMs === undefined
      ? null
      : phonePageTexts.checkedAt(
          roomName(profile.topology, result.room),
          formatClock(result.wallMs),
        );
  const rows = useRowsInPieces(rowsAtFirst, receiptsPerAccountMax);
  return (
    <PageFrame title={phoneTexts.receipts} className="receipts-page">
      {result === null || countChecks(result).asked === 0 ? null : (
        <Survived result={result} profile={profile} />
      )}
      <p className="receipts-kept small">
        <strong className="figures">
          {t(phonePageTexts.receiptsKept(receipts.length, total))}
        </strong>
        {t(phonePageTexts.receiptsExplained)}
      </p>
      <ul className="card list">
        {receipts
          .slice(-rows)
          .reverse()
          .map((receipt) => (
            <ReceiptRow
              key={receipt.sequence}
              receipt={receipt}
              check={result?.checks[receipt.sequence] ?? null}
              shown={shownBy}
            />
          ))}
      </ul>
      <div className="page-space" />
      <p className="copy-hint small">{t(phonePageTexts.copyHint)}</p>
      <CopyButton label={phonePageTexts.copyAll} text={() => receiptsText(profile, receipts)} />
    </PageFrame>
  );
}

function Survived({
  result,
  profile,
}: {
  readonly result: CheckedReceipts;
  readonly profile: Profile;
}): JSX.Element {
  const t = useSay();
  const counts = countChecks(result);
  const room = roomName(profile.topology, result.room);
  const { lost } = counts;
  const numbers = [
    t(phonePageTexts.threeNumbers(counts.verified, lost, counts["not-yet"])),
    ...(counts.archived === 0 ? [] : [t(phonePageTexts.archivedToo(counts.archived))]),
  ];
  return (
    <div className="band survived" data-kind={lost > 0 ? "missing" : "recovered"}>
      <span className="band-words">
        <strong>
          {t(
            lost > 0
              ? phoneTexts.receiptsMissing(lost)
              : phoneTexts.receiptsSurvived(counts.verified, counts.asked),
          )}
        </strong>
        <span className="figures">
          <Pieces text={numbers.join(" · ")} />
        </span>
        <span>{t((lost > 0 ? phoneTexts.missingAt : phoneTexts.shownBy)(room))}</span>
      </span>
    </div>
  );
}

const checkTexts = {
  verified: phonePageTexts.checkVerified,
  missing: phonePageTexts.checkMissing,
  forged: phonePageTexts.checkForged,
  archived: phonePageTexts.checkArchived,
  "not-yet": phonePageTexts.checkUnasked,
} satisfies Record<ReceiptCheck, unknown>;

function ReceiptRow({
  receipt,
  check,
  shown,
}: {
  readonly receipt: Receipt;
  readonly check: ReceiptCheck | null;
  /** Which room was asked, and when. */
  readonly shown: LocalizedText | null;
}): JSX.Element {
  const t = useSay();
  const title = receipt.sequence === 0 ? phoneTexts.openedAccount : nameOf(receipt.payee);
  return (
    <li className="row" data-check={check ?? "not-yet"}>
      <CheckMark shape={markOf(check)} />
      <div className="row-words">
        <p className="row-name">{t(title)}</p>
        <p className="small figures">
          <Pieces text={placeOf(t, receipt)} />
        </p>
        {shown === null || check === null || check === "not-yet" ? null : (
          <p className="small figures">{t(shown)}</p>
        )}
      </div>
      <div className="row-side">
        <p className="row-amount figures">{formatCents(receipt.amountCents)}</p>
        <p className="row-check small">
          {t(check === null ? phonePageTexts.checkUnasked : checkTexts[check])}
        </p>
        <p className="row-test">{t(commonTexts.testMark)}</p>
      </div>
    </li>
  );
}

/** Its number, its entry, and the log's chain there. */
function placeOf(t: ReturnType<typeof useSay>, { sequence, index, chain }: Receipt): string {
  const number = t(phonePageTexts.receiptNumber(sequence));
  const entry = t(phonePageTexts.entry(formatCount(index)));
  return `${number} · ${entry} · ${chain.slice(0, 4)}…${chain.slice(-4)}`;
}

function markOf(check: ReceiptCheck | null): CheckShape {
  switch (check) {
    case "verified":
      return "shown";
    case "missing":
    case "forged":
      return "missing";
    case "archived":
    case "not-yet":
    case null:
      return "unasked";
  }
}
