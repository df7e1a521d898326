import type { ShowSnapshot } from "@cablecut/protocol";
import type { JSX } from "react";
import { stripOf } from "../../model/strip.ts";

/** The stage's state across the whole console, in colour and shape; the words stand above it. */
export function StateStrip({ show }: { readonly show: ShowSnapshot }): JSX.Element {
  return <div className="state-strip" data-strip={stripOf(show)} aria-hidden="true" />;
}
