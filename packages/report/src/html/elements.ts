import type { LocalizedText } from "@cablecut/protocol";
import { escaped } from "./html-data.ts";

/** Both languages, one after the other. */
export function both({ en, zh }: LocalizedText): string {
  if (en === zh) return escaped(en);
  return `<span lang="en">${escaped(en)}</span> · <span lang="zh">${escaped(zh)}</span>`;
}

export interface Column {
  readonly title: LocalizedText | string;
  /** Figures stand at the right. */
  readonly figures?: boolean;
}

/** A table; cells are HTML already. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const mark = (at: number): string => (columns[at]?.figures === true ? ' class="n"' : "");
  const heads = columns.map(
    ({ title }, at) =>
      `<th${mark(at)}>${typeof title === "string" ? escaped(title) : both(title)}</th>`,
  );
  const lines = rows.map(
    (cells) => `<tr>${cells.map((cell, at) => `<td${mark(at)}>${cell}</td>`).join("")}</tr>`,
  );
  return `<div class="scroll"><table><thead><tr>${heads.join("")}</tr></thead><tbody>${lines.join("")}</tbody></table></div>`;
}

export function card(title: LocalizedText, value: string, isMissing = false): string {
  return `<div class="card"><b${isMissing ? ' class="missing"' : ""}>${value}</b><span class="soft">${both(title)}</span></div>`;
}

export function cards(...all: readonly string[]): string {
  return `<div class="cards">${all.join("")}</div>`;
}

export function section(title: LocalizedText, ...parts: readonly string[]): string {
  return `<section><h2>${both(title)}</h2>${parts.join("")}</section>`;
}

export function soft(text: LocalizedText): string {
  return `<p class="soft">${both(text)}</p>`;
}

/** Folded on a screen, open on paper. */
export function details(title: LocalizedText, content: string): string {
  return `<details><summary>${both(title)}</summary>${content}</details>`;
}
