/** Text as HTML shows it. */
export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

const opening = '<script type="application/json" id="report-data">';
const closing = "</script>";

/** JSON inside a page: no `<`, so that nothing in it can end the element. */
export function dataElement(json: string): string {
  return `${opening}${json.replaceAll("<", String.raw`\u003c`)}${closing}`;
}

/** What `dataElement` put there; null where a page holds none, or not exactly one. */
export function dataOfHtml(html: string): unknown {
  const from = html.indexOf(opening);
  if (from === -1 || html.includes(opening, from + 1)) return null;
  const to = html.indexOf(closing, from);
  try {
    return JSON.parse(html.slice(from + opening.length, to));
  } catch {
    return null;
  }
}
