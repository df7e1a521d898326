/** Chinese characters and full-width signs take two columns of a terminal. */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/g;

/** How many columns of a terminal a text takes. */
export function columnsOf(text: string): number {
  return text.length + (text.match(wide)?.length ?? 0);
}

/** The text, filled up with blanks to so many columns; one that is longer stays as it is. */
export function padded(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - columnsOf(text)));
}

/** A line of a table. A cell that fills its column is still followed by a blank; the last needs no width. */
export function tableRow(cells: readonly string[], columns: readonly number[]): string {
  return cells
    .map((cell, at) => {
      const width = columns[at] ?? 0;
      return padded(cell, at === cells.length - 1 ? 0 : Math.max(width, columnsOf(cell) + 1));
    })
    .join("")
    .trimEnd();
}
