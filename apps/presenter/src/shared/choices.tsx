import type { LocalizedText, PresenterCommand } from "@cablecut/protocol";
import { useSay } from "@cablecut/ui";
import { useId, type JSX } from "react";
import { useConsole } from "./console-context.ts";
import { useHindrance } from "./use-hindrance.ts";

/** One of a few: shows what is, and asks for what was tapped. */
export function Choices<Value extends string>({
  title,
  now,
  of,
  command,
}: {
  readonly title: LocalizedText;
  readonly now: Value;
  readonly of: readonly { readonly value: Value; readonly text: LocalizedText }[];
  readonly command: (value: Value) => PresenterCommand;
}): JSX.Element {
  const t = useSay();
  const { commands } = useConsole();
  const id = useId();
  const [first] = of;
  const disabled = useHindrance(command(first?.value ?? now).kind) !== null;
  return (
    <div className="choice-group">
      <h3 id={id}>{t(title)}</h3>
      <div className="choices" role="group" aria-labelledby={id}>
        {of.map(({ value, text }) => (
          <button
            key={value}
            type="button"
            aria-pressed={value === now}
            className="button choice"
            disabled={disabled}
            onClick={() => void commands.send(command(value))}
          >
            {t(text)}
          </button>
        ))}
      </div>
    </div>
  );
}
