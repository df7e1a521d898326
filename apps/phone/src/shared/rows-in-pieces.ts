import { startTransition, useEffect, useState } from "react";

/** How many rows of a list are drawn: some at first, with the page that they stand on, and all of them a breath later. */
export function useRowsInPieces(atFirst: number, all: number): number {
  const [rows, setRows] = useState(atFirst);
  useEffect(() => startTransition(() => setRows(all)), [all]);
  return rows;
}
