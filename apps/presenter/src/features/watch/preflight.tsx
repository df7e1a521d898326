import {
  venueStateOf,
  type LocalizedText,
  type PreflightItem,
  type ShowDescription,
  type VenueCheck,
  type VenueState,
} from "@cablecut/protocol";
import {
  checkStateTexts,
  formatCount,
  preflightTexts,
  presenterTexts,
  tellVenue,
  useSay,
  venueTexts,
} from "@cablecut/ui";
import type { JSX } from "react";

/** What is open of both lists: what cannot be found out is not. */
export function openChecks(items: readonly PreflightItem[], venue: readonly VenueCheck[]): number {
  return countChecks(items, venue, ["waiting", "failed"]);
}

function countChecks(
  items: readonly PreflightItem[],
  venue: readonly VenueCheck[],
  states: readonly VenueState[],
): number {
  const all = [...items.map(({ state }) => state), ...venue.map(venueStateOf)];
  return all.filter((state) => states.includes(state)).length;
}

/** What could not be checked does not pass. */
function sumText(items: readonly PreflightItem[], venue: readonly VenueCheck[]): LocalizedText {
  const open = openChecks(items, venue);
  if (open > 0) return presenterTexts.preflightOpen(open);
  const unknown = countChecks(items, venue, ["unknown"]);
  return unknown === 0 ? presenterTexts.preflightReady : presenterTexts.preflightUnknown(unknown);
}

/** "4/5"; of what there may be any number of, and has to be one, the number alone once it is there. */
function haveOf({ have, want }: PreflightItem): string {
  return have > want ? formatCount(have) : `${formatCount(have)}/${formatCount(want)}`;
}

/** What must be right before a cut, and of the place where it is made; observed at this moment. */
export function Preflight({
  description,
  items,
  venue,
}: {
  readonly description: ShowDescription;
  readonly items: readonly PreflightItem[];
  readonly venue: readonly VenueCheck[];
}): JSX.Element {
  const t = useSay();
  const open = openChecks(items, venue);
  return (
    <div className="preflight" data-testid="preflight" data-open={open}>
      <p className="preflight-sum">{t(sumText(items, venue))}</p>
      <h3>{t(presenterTexts.preflightShow)}</h3>
      <ul>
        {items.map((item) => (
          <Check key={item.check} state={item.state} name={t(preflightTexts[item.check])}>
            {haveOf(item)}
          </Check>
        ))}
      </ul>
      <h3>{t(presenterTexts.preflightVenue)}</h3>
      <JoinCode description={description} />
      <ul data-testid="venue">
        {venue.map((check) => (
          <Check
            key={check.check}
            state={venueStateOf(check)}
            name={t(venueTexts[check.check])}
            isWordy
          >
            {t(tellVenue(check))}
          </Check>
        ))}
      </ul>
    </div>
  );
}

/** Scanned with a real phone: what it comes from stands below at once. */
function JoinCode({ description }: { readonly description: ShowDescription }): JSX.Element {
  const { joinQr, joinUrl } = description;
  const [, scheme, address] = /^(.*:\/\/)?(.*)$/u.exec(joinUrl) ?? [];
  return (
    <div className="preflight-join">
      <svg viewBox={`-4 -4 ${joinQr.size + 8} ${joinQr.size + 8}`} aria-hidden="true">
        <path
          className="preflight-paper"
          d={`M-4-4h${joinQr.size + 8}v${joinQr.size + 8}h-${joinQr.size + 8}z`}
        />
        <path className="preflight-modules" d={joinQr.path} />
      </svg>
      <p>
        {scheme}
        {/* Else it breaks in the middle of a number. */}
        <wbr />
        {address}
      </p>
    </div>
  );
}

function Check({
  state,
  name,
  isWordy = false,
  children,
}: {
  readonly state: VenueState;
  readonly name: string;
  readonly isWordy?: boolean;
  readonly children: string;
}): JSX.Element {
  return (
    <li data-state={state} data-wordy={isWordy}>
      <StateShape state={state} />
      <span className="preflight-name">{name}</span>
      <span className="figures preflight-count">{children}</span>
    </li>
  );
}

/** A tick, an open ring, a cross, a dash: told apart without colour. */
function StateShape({ state }: { readonly state: VenueState }): JSX.Element {
  const t = useSay();
  return (
    <svg
      viewBox="0 0 20 20"
      className="state-shape"
      role="img"
      aria-label={t(checkStateTexts[state])}
    >
      {state === "ok" ? <path d="M3 10.5l4.5 4.5L17 5.5" /> : null}
      {state === "waiting" ? <circle cx="10" cy="10" r="6" strokeDasharray="3 3" /> : null}
      {state === "failed" ? <path d="M4 4l12 12M16 4L4 16" /> : null}
      {state === "unknown" ? <path d="M4 10h12" /> : null}
    </svg>
  );
}
