import type { ConsoleSnapshot, FoundAttendee, LocalizedText, Topology } from "@cablecut/protocol";
import { consoleTexts, presenterTexts, roomName, useSay } from "@cablecut/ui";
import { useRef, useState, type JSX } from "react";
import { useConsole, type AttendeesFound } from "../../shared/console-context.ts";
import { Reason } from "../../shared/reason.tsx";
import { Toggle } from "../../shared/toggle.tsx";
import { useHindrance } from "../../shared/use-hindrance.ts";
import { ForgedReceipts } from "./forged-receipts.tsx";

/** Who may come in, whether anybody pays, and one attendee at a time. */
export function PeoplePanel({
  snapshot,
  topology,
}: {
  readonly snapshot: ConsoleSnapshot;
  readonly topology: Topology;
}): JSX.Element {
  return (
    <>
      <ForgedReceipts by={snapshot.forgedBy} />
      <Toggle
        text={presenterTexts.doors}
        on={snapshot.show.doorsOpen}
        command={(open) => ({ kind: "doors", open })}
      />
      <Toggle
        text={consoleTexts.pause}
        on={snapshot.paused}
        command={(value) => ({ kind: "turn", change: { dial: "paused", value } })}
      />
      <Toggle
        text={presenterTexts.lastNumbers}
        on={snapshot.lastNumbersToo}
        command={(on) => ({ kind: "last-numbers", on })}
      />
      <Reason kind="turn" />
      <FindAttendee removed={snapshot.removed} topology={topology} />
    </>
  );
}

/** An empty search finds those who are removed. */
function FindAttendee({
  removed,
  topology,
}: {
  readonly removed: number;
  readonly topology: Topology;
}): JSX.Element {
  const t = useSay();
  const { commands, findAttendees } = useConsole();
  const [text, setText] = useState("");
  const [result, setResult] = useState<Result>(null);
  const looked = useRef(0);
  /** What the list was found by, whatever stands in the field by now. */
  const last = useRef("");
  const look = async (wanted: string): Promise<void> => {
    const turn = ++looked.current;
    last.current = wanted;
    const found = await findAttendees(wanted);
    // An answer to what was asked before may come after that to what was asked last.
    if (turn !== looked.current) return;
    setResult(found === null ? "failed" : { ...found, ofRemoved: wanted.trim() === "" });
  };
  const turn = async ({ account, removed: isRemoved }: FoundAttendee): Promise<void> => {
    const value = { account, removed: !isRemoved };
    await commands.send({ kind: "turn", change: { dial: "removed", value } });
    await look(last.current);
  };
  return (
    <section className="find">
      <h3>{t(consoleTexts.find)}</h3>
      <form
        className="find-form"
        onSubmit={(event) => {
          event.preventDefault();
          void look(text);
        }}
      >
        <input
          type="search"
          value={text}
          maxLength={40}
          autoComplete="off"
          aria-label={t(consoleTexts.find)}
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit" className="button">
          {t(consoleTexts.search)}
        </button>
      </form>
      <p className="hint">{t(consoleTexts.findHint)}</p>
      <SearchResult result={result} topology={topology} onTurn={turn} />
      <button
        type="button"
        className="button"
        disabled={removed === 0}
        onClick={() => {
          setText("");
          void look("");
        }}
      >
        {t(consoleTexts.showRemoved(removed))}
      </button>
      <p className="hint">{t(consoleTexts.removeHint)}</p>
    </section>
  );
}

/** `failed`: nobody has answered; `ofRemoved`: nobody was looked for, and those who are removed are listed. */
type Result = (AttendeesFound & { readonly ofRemoved: boolean }) | "failed" | null;

function SearchResult({
  result,
  topology,
  onTurn,
}: {
  readonly result: Result;
  readonly topology: Topology;
  readonly onTurn: (person: FoundAttendee) => Promise<void>;
}): JSX.Element {
  const t = useSay();
  const people = result === "failed" ? null : result;
  return (
    <>
      <ul className="found" aria-live="polite">
        {people?.found.map((person) => (
          <Found key={person.account} person={person} topology={topology} onTurn={onTurn} />
        ))}
      </ul>
      <p className="hint" role="status">
        {result === "failed" ? t(consoleTexts.searchFailed) : null}
        {people === null ? null : foundTexts(people).map(t).join(" ")}
      </p>
    </>
  );
}

/** What the list alone does not say. */
function foundTexts({
  found,
  more,
  notAll,
  ofRemoved,
}: Exclude<Result, string | null>): readonly LocalizedText[] {
  const texts: LocalizedText[] = [];
  if (found.length === 0)
    texts.push(notAll === true ? consoleTexts.nobodyFoundHere : consoleTexts.nobodyFound);
  else if (notAll === true) texts.push(consoleTexts.othersMayBe);
  if (more) texts.push(ofRemoved ? consoleTexts.moreRemoved : consoleTexts.moreFound);
  return texts;
}

function Found({
  person,
  topology,
  onTurn,
}: {
  readonly person: FoundAttendee;
  readonly topology: Topology;
  readonly onTurn: (person: FoundAttendee) => Promise<void>;
}): JSX.Element {
  const t = useSay();
  const hindrance = useHindrance("turn");
  const marks = [
    person.room === null ? null : t(roomName(topology, person.room)),
    person.online === null
      ? null
      : t(person.online ? consoleTexts.onlineMark : consoleTexts.awayMark),
    person.synthetic ? t(consoleTexts.syntheticMark) : null,
    person.removed ? t(consoleTexts.removedMark) : null,
  ];
  return (
    <li data-removed={person.removed}>
      <span className="found-name">
        {t(person.name)} <span className="figures">{person.accountNumber}</span>
        <small>{marks.filter((mark) => mark !== null).join(" · ")}</small>
      </span>
      <button
        type="button"
        className="button button-small"
        disabled={hindrance !== null}
        onClick={() => void onTurn(person)}
      >
        {t(person.removed ? consoleTexts.letIn : consoleTexts.remove)}
      </button>
    </li>
  );
}
