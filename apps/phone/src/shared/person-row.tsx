import type { Person } from "@cablecut/protocol";
import { useSay } from "@cablecut/ui";
import type { JSX, ReactNode } from "react";
import { Avatar } from "./avatar.tsx";
import { Pieces } from "./pieces.tsx";

/** Avatar, name, a line of small words, and what stands at the right. */
export function PersonRow({
  person,
  more,
  children = null,
}: {
  readonly person: Pick<Person, "account" | "name">;
  readonly more: string;
  readonly children?: ReactNode;
}): JSX.Element {
  const t = useSay();
  return (
    <>
      <Avatar account={person.account} />
      <span className="person-words">
        <span className="person-name">{t(person.name)}</span>
        <span className="small figures">
          <Pieces text={more} />
        </span>
      </span>
      {children}
    </>
  );
}
