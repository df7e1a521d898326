import type { AccountId } from "@cablecut/protocol";
import { AvatarDrawing } from "@cablecut/ui";
import type { JSX } from "react";

/** The creature of an account's name, as it stands on that phone. */
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
  return <AvatarDrawing account={account} radius={9} x={x} y={y} width={side} height={side} />;
}
