import { formatCents, nameOf, type Receipt, type ReceiptCheck } from "@cablecut/protocol";
import { commonTexts, formatCount, phoneTexts, roomName, useSay } from "@cablecut/ui";
import type { JSX } from "react";
import { Sheet } from "../../shared/sheet.tsx";
import { StandingMark, type StandingShape } from "../../shared/standing-mark.tsx";
import { usePhoneState } from "../../shared/phone-context.ts";
import type { Profile } from "../../model/phone-state.ts";
import { countChecks, type CheckedReceipts } from "../../model/receipts/receipt-book.ts";

export function ReceiptsSheet({
  profile,
  open,
  onClose,
}: {
  readonly profile: Profile;
  readonly open: boolean;
  readonly onClose: () => void;
}): JSX.Element {
  const t = useSay();
  const { receipts, total } = usePhoneState((state) => state.receipts);
  const verification = usePhoneState((state) => state.verification);
  const result = verification.kind === "done" ? verification.result : null;
  return (
    <Sheet title={phoneTexts.receipts} open={open} onClose={onClose}>
      <div className="receipts-summary">
        {result === null ? null : <Survived result={result} profile={profile} />}
        <p className="receipts-kept figures">
          {t(phoneTexts.receiptsKept(receipts.length, total))}
        </p>
        <p className="receipts-why">{t(phoneTexts.receiptsExplained)}</p>
      </div>
      <ul className="activity">
        {receipts.toReversed().map((receipt) => (
          <ReceiptRow
            key={receipt.sequence}
            receipt={receipt}
            check={result?.checks[receipt.sequence] ?? null}
          />
        ))}
      </ul>
    </Sheet>
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
  return (
    <p className="survived" data-missing={counts.missing > 0}>
      <strong>
        {counts.missing > 0
          ? t(phoneTexts.receiptsMissing(counts.missing))
          : t(phoneTexts.receiptsSurvived(counts.verified, counts.asked))}
      </strong>
      <span>{t((counts.missing > 0 ? phoneTexts.missingAt : phoneTexts.shownBy)(room))}</span>
    </p>
  );
}

const checkTexts = {
  verified: phoneTexts.checkVerified,
  missing: phoneTexts.checkMissing,
  forged: phoneTexts.checkForged,
  archived: phoneTexts.checkArchived,
  "not-yet": phoneTexts.checkUnasked,
} satisfies Record<ReceiptCheck, unknown>;

function ReceiptRow({
  receipt,
  check,
}: {
  readonly receipt: Receipt;
  readonly check: ReceiptCheck | null;
}): JSX.Element {
  const t = useSay();
  const title =
    receipt.sequence === 0 ? phoneTexts.openedAccount : phoneTexts.to(nameOf(receipt.payee));
  return (
    <li className="row" data-check={check ?? "not-yet"}>
      <StandingMark shape={markOf(check)} />
      <div className="row-words">
        <p className="row-name">{t(title)}</p>
        <p className="row-standing figures">
          {/* The opening has sequence 0 and is receipt number 1. */}
          {t(phoneTexts.receiptNumber(receipt.sequence + 1))} ·{" "}
          {t(phoneTexts.logIndex(formatCount(receipt.index)))}
        </p>
        <p className="receipt-chain figures">{receipt.chain}</p>
      </div>
      <div className="row-side">
        <p className="row-amount figures">{formatCents(receipt.amountCents)}</p>
        <p className="row-check">
          {t(check === null ? phoneTexts.checkUnasked : checkTexts[check])}
        </p>
        <p className="row-test">{t(commonTexts.testMark)}</p>
      </div>
    </li>
  );
}

function markOf(check: ReceiptCheck | null): StandingShape {
  switch (check) {
    case "verified":
      return "booked";
    case "missing":
      return "missing";
    case "forged":
      return "refused";
    case "archived":
    case "not-yet":
    case null:
      return "confirming";
  }
}
