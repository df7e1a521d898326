import {
  accountNumberOf,
  formatCents,
  formatSeconds,
  type ConsoleSnapshot,
  type LocalizedText,
  type ShowSnapshot,
} from "@cablecut/protocol";
import { consoleTexts, formatCount, storyTexts, useSay } from "@cablecut/ui";
import type { JSX } from "react";
import { receiptsHeard } from "../../model/receipts-heard.ts";
import { differenceWord } from "./difference-word.ts";

interface Figure {
  readonly of: LocalizedText;
  /** Null: not known. */
  readonly value: string | null;
  readonly unit?: LocalizedText;
  /** Money or receipts are missing. */
  readonly missing?: boolean;
}

/** What is longer is set smaller: beside it stands another one. */
const charactersMax = 8;

/** The six figures that matter now: which four they are beside people and online depends on what goes on. */
export function HallFigures({
  show,
  forgedBy,
}: {
  readonly show: ShowSnapshot;
  readonly forgedBy: ConsoleSnapshot["forgedBy"];
}): JSX.Element {
  const t = useSay();
  return (
    <section className="hall-figures" data-testid="hall-figures">
      <h2>{t(consoleTexts.hall)}</h2>
      <dl>
        {figuresOf(show).map(({ of, value, unit, missing = false }) => (
          <div key={of.en} data-missing={missing}>
            <dd className="figures" data-long={(value?.length ?? 0) > charactersMax}>
              {value ?? "—"}
              {value === null || unit === undefined ? null : t(unit)}
            </dd>
            <dt>{t(of)}</dt>
          </div>
        ))}
      </dl>
      {forgedBy.length === 0 ? null : (
        <p className="hall-forged" role="status">
          {t(
            consoleTexts.forgedBy(
              forgedBy.map((each) => String(accountNumberOf(each))).join(t(consoleTexts.listComma)),
            ),
          )}
        </p>
      )}
    </section>
  );
}

function figuresOf(show: ShowSnapshot): readonly Figure[] {
  const { people, incident, traffic, cue } = show;
  const joined = { of: consoleTexts.people, value: formatCount(people.joined) };
  const online = { of: consoleTexts.online, value: formatCount(people.online) };
  const perSecond = {
    of: consoleTexts.perSecond,
    value: traffic.perSecond === null ? "—" : formatCount(traffic.perSecond),
  };
  const rooms = {
    of: consoleTexts.rooms,
    value: `${show.quorum.answering}/${show.rooms.length}`,
  };
  const kept = { of: consoleTexts.kept, value: formatCount(traffic.kept) };
  const checking = { of: consoleTexts.checking, value: formatCount(traffic.checking) };
  if (incident?.state === "running")
    return [joined, online, kept, checking, difference(show), progress(show)];
  if (show.scene === "recovered")
    return [joined, online, kept, ...receipts(show), difference(show)];
  const tapped = { of: consoleTexts.tapped, value: formatCount(cue.tapped) };
  return [joined, online, perSecond, cue.on ? tapped : kept, difference(show), rooms];
}

function difference({ funds }: ShowSnapshot): Figure {
  const cents = funds?.differenceCents ?? null;
  const value = cents === null ? null : formatCents(cents);
  return { of: differenceWord(funds), value, missing: cents !== null && cents !== 0 };
}

/** The lease while it is waited out, then those who are back. */
function progress({ incident }: ShowSnapshot): Figure {
  const leaseMs = incident?.leaseRemainingMs ?? null;
  if (leaseMs === null || leaseMs > 0) {
    const value = leaseMs === null ? null : formatSeconds(leaseMs);
    return { of: consoleTexts.toFirstMove, value, unit: storyTexts.secondUnit };
  }
  const { accountsBack = 0, accountsHit = 0, shardsBack = 0, shardsHit = 0 } = incident ?? {};
  // As on the stage: where nobody lived in the lost rooms the parts of the ledger are told.
  return accountsHit === 0
    ? { of: consoleTexts.partsBack, value: `${shardsBack}/${shardsHit}` }
    : { of: consoleTexts.back, value: `${formatCount(accountsBack)}/${formatCount(accountsHit)}` };
}

/** Before a phone has answered nothing of receipts is known. */
function receipts(show: ShowSnapshot): readonly Figure[] {
  const heard = receiptsHeard(show);
  const missing = heard?.missing ?? null;
  return [
    { of: consoleTexts.verified, value: heard && formatCount(heard.verified) },
    {
      of: consoleTexts.missing,
      value: missing === null ? null : formatCount(missing),
      missing: missing !== null && missing > 0,
    },
  ];
}
