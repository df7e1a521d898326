import type { AccountId } from "@cablecut/protocol";
import type { JSX } from "react";
import { avatarGlyphs, avatarOf } from "@cablecut/ui";

/** The creature of the account's name on a tile of its own hue. Says nothing that the name beside it does not. */
export function Avatar({
  account,
  size = 40,
}: {
  readonly account: AccountId;
  readonly size?: number;
}): JSX.Element {
  const { glyph, hue } = avatarOf(account);
  const { d, s, l, n } = avatarGlyphs[glyph];
  const dark = `hsl(${hue} 62% 17%)`;
  const light = `hsl(${hue} 62% 80%)`;
  return (
    <svg
      className="avatar"
      width={size}
      height={size}
      viewBox="-5 -5 34 34"
      data-glyph={glyph}
      aria-hidden="true"
    >
      <rect x="-5" y="-5" width="34" height="34" rx="10" fill={light} />
      {s === undefined ? null : (
        <path d={s} fill="none" stroke={dark} strokeWidth="2" strokeLinecap="round" />
      )}
      <path d={d} fill={dark} />
      <path d={l} fill={light} />
      <path d={n} fill={dark} />
    </svg>
  );
}
