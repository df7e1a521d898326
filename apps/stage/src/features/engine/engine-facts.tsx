import type { EngineFrame, LocalizedText, ShowSnapshot } from "@cablecut/protocol";
import { engineTexts, formatCount, stageTexts } from "@cablecut/ui";
import type { JSX } from "react";
import { verificationOf } from "../../model/show/verified-counts.ts";
import { countText } from "../../model/show/count-text.ts";
import { copiesOf } from "../../model/story/words.ts";
import { Bilingual } from "../../shared/bilingual.tsx";
import { useStageLanguages } from "../../shared/stage-languages.ts";

/** Figures that are counted, each with its word; below them what a scene adds, so that it moves none of them. Red is for a missing receipt and for nothing else. */
export function EngineFacts({
  snapshot,
  engine,
  facts,
}: {
  readonly snapshot: ShowSnapshot;
  readonly engine: EngineFrame | null;
  readonly facts: readonly LocalizedText[];
}): JSX.Element {
  const { traffic } = snapshot;
  const [first] = useStageLanguages();
  const copies = copiesOf(snapshot);
  const receipts = verificationOf(snapshot);
  const canaries = engine?.canaries ?? "";
  const paying = canaries.replaceAll("0", "").length;
  return (
    <section className="engine-facts figures">
      <Fact figure={countText(traffic.perSecond)} word={engineTexts.perSecond} />
      <Fact figure={formatCount(traffic.checking)} word={engineTexts.checking} />
      <div className="engine-fact engine-fact-wide" data-testid="canaries">
        <b>{canaries === "" ? "—" : `${paying}/${canaries.length}`}</b>{" "}
        <Bilingual text={engineTexts.canaries} />
        <span className="canary-cells" aria-hidden="true">
          {Array.from(canaries, (cell, shard) => (
            <i key={shard} data-pays={cell === "1"} />
          ))}
        </span>
      </div>
      <p className="engine-fact engine-fact-wide" data-testid="copies">
        <b>{copies === null ? "—" : `${copies.equal} = ${copies.equal}`}</b>{" "}
        <Bilingual text={copies === null ? engineTexts.noCopies : engineTexts.copies} />
        {copies === null ? null : ` · ${engineTexts.atEntry(formatCount(copies.at))[first]}`}
      </p>
      <p className="engine-fact engine-fact-wide" data-testid="verification">
        {snapshot.people.hidden ? null : (
          <Count of="phones" count={receipts.phones} word={stageTexts.phones(receipts.phones)} />
        )}
        <Count of="verified" count={receipts.verified} word={stageTexts.verified} />
        <Count of="missing" count={receipts.missing} word={stageTexts.missing} />
        <Count of="not-yet" count={receipts.notYetHeard} word={stageTexts.notYetHeard} />
      </p>
      {facts.map((fact, position) => (
        <p key={position} className="engine-fact engine-fact-wide" data-testid="fact">
          <Bilingual text={fact} />
        </p>
      ))}
    </section>
  );
}

function Fact({
  figure,
  word,
}: {
  readonly figure: string;
  readonly word: LocalizedText;
}): JSX.Element {
  return (
    <p className="engine-fact">
      <b>{figure}</b> <Bilingual text={word} />
    </p>
  );
}

function Count({
  of,
  count,
  word,
}: {
  readonly of: string;
  readonly count: number | null;
  readonly word: LocalizedText;
}): JSX.Element {
  return (
    <span
      className="engine-count"
      data-of={of}
      data-some={(count ?? 0) > 0}
      data-testid={`verification-${of}`}
    >
      <b>{countText(count)}</b> <Bilingual text={word} />
    </span>
  );
}
