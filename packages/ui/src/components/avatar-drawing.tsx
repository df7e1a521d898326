import type { AccountId } from "@cablecut/protocol";
import type { JSX, SVGProps } from "react";
import { avatarGlyphs } from "../avatar/avatar-glyphs.ts";
import { avatarOf } from "../avatar/avatar.ts";

/** The creature of the account's name on a tile of its own hue, 34 units wide; `radius` of its corners in these. */
export function AvatarDrawing({
  account,
  radius,
  ...svg
}: SVGProps<SVGSVGElement> & {
  readonly account: AccountId;
  readonly radius: number;
}): JSX.Element {
  const { glyph, hue } = avatarOf(account);
  const { d, s, l, n } = avatarGlyphs[glyph];
  const dark = `hsl(${hue} 62% 17%)`;
  const light = `hsl(${hue} 62% 80%)`;
  return (
    <svg {...svg} viewBox="-5 -5 34 34" data-glyph={glyph}>
      <rect x="-5" y="-5" width="34" height="34" rx={radius} fill={light} />
      {s === undefined ? null : (
        <path d={s} fill="none" stroke={dark} strokeWidth="2" strokeLinecap="round" />
      )}
      <path d={d} fill={dark} />
      <path d={l} fill={light} />
      <path d={n} fill={dark} />
    </svg>
  );
}
