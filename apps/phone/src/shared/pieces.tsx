import type { JSX } from "react";

const dot = " · ";

/** Words with a dot between them. Where they take more than one line none begins or ends with a dot. */
export function Pieces({ text }: { readonly text: string }): JSX.Element {
  const [first, ...others] = text.split(dot);
  if (others.length === 0) return <>{text}</>;
  return (
    <span className="pieces">
      <span>{first}</span>
      {others.map((piece) => (
        <span key={piece}>
          <span className="piece-dot">{dot}</span>
          {piece}
        </span>
      ))}
    </span>
  );
}
