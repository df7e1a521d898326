import type { AccountId } from "@cablecut/protocol";
import { avatarGlyphs, avatarOf } from "@cablecut/ui";
import type { JSX } from "react";

/** The creature of the account's name on a tile of its own hue, as it stands on that phone. */
export function AvatarTile({
  account,
  x,
  y,
  side,
}: {
  readonly account: AccountId;
  readonly x: number;
  readonly y: number;
  readonly side: number;
}): JSX.Element {
  const { glyph, hue } = avatarOf(account);
  const { d, s, l, n } = avatarGlyphs[glyph];
  const dark = `hsl(${hue} 62% 17%)`;
  const light = `hsl(${hue} 62% 80%)`;
  return (
    <svg x={x} y={y} width={side} height={side} viewBox="-5 -5 34 34" data-glyph={glyph}>
      <rect x="-5" y="-5" width="34" height="34" rx="9" fill={light} />
      {s === undefined ? null : (
        <path d={s} fill="none" stroke={dark} strokeWidth="2" strokeLinecap="round" />
      )}
      <path d={d} fill={dark} />
      <path d={l} fill={light} />
      <path d={n} fill={dark} />
    </svg>
  );
}
