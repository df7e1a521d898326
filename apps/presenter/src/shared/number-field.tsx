import type { LocalizedText } from "@cablecut/protocol";
import { useSay } from "@cablecut/ui";
import { useId, type JSX } from "react";

/** A whole number between two bounds; what is outside is what is nearest. */
export function NumberField({
  text,
  unit = "",
  value,
  min,
  max,
  onChange,
}: {
  readonly text: LocalizedText;
  readonly unit?: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
}): JSX.Element {
  const t = useSay();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{t(text)}</label>
      <input
        id={id}
        type="number"
        inputMode="numeric"
        value={value}
        min={min}
        max={max}
        onChange={(event) => {
          const asked = Math.round(Number(event.target.value));
          if (Number.isFinite(asked)) onChange(Math.min(max, Math.max(min, asked)));
        }}
      />
      <span className="field-unit">{unit}</span>
    </div>
  );
}
