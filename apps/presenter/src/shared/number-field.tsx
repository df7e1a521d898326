import type { LocalizedText } from "@cablecut/protocol";
import { formatCount, useSay } from "@cablecut/ui";
import { useId, useState, type JSX } from "react";

/**
 * A whole number between two bounds; what is outside counts as what is nearest. While it is typed the field shows what was typed:
 * the first digit of 150 is no 1 that would have to be raised to the least that is allowed.
 */
export function NumberField({
  text,
  unit = "",
  value,
  min,
  max,
  onChange,
}: {
  readonly text: LocalizedText;
  /** Behind it; where it has none its bounds stand there. */
  readonly unit?: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
}): JSX.Element {
  const t = useSay();
  const id = useId();
  const unitId = useId();
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <div className="field">
      <label htmlFor={id}>{t(text)}</label>
      <input
        id={id}
        aria-describedby={unitId}
        type="number"
        inputMode="numeric"
        value={typed ?? value}
        min={min}
        max={max}
        onChange={(event) => {
          setTyped(event.target.value);
          const asked = Math.round(Number(event.target.value));
          if (event.target.value.trim() === "" || !Number.isFinite(asked)) return;
          onChange(Math.min(max, Math.max(min, asked)));
        }}
        onBlur={() => setTyped(null)}
        // What is sent by this key is what is seen then.
        onKeyDown={(event) => {
          if (event.key === "Enter") setTyped(null);
        }}
      />
      <span className="field-unit figures" id={unitId}>
        {unit === "" ? `${formatCount(min)}–${formatCount(max)}` : unit}
      </span>
    </div>
  );
}
