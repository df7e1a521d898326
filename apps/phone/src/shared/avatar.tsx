import type { AccountId } from "@cablecut/protocol";
import { AvatarDrawing } from "@cablecut/ui";
import type { JSX } from "react";

/** The creature of an account's name. Says nothing that the name beside it does not. */
export function Avatar({
  account,
  size = 40,
}: {
  readonly account: AccountId;
  readonly size?: number;
}): JSX.Element {
  return (
    <AvatarDrawing
      account={account}
      radius={10}
      className="avatar"
      width={size}
      height={size}
      aria-hidden="true"
    />
  );
}
