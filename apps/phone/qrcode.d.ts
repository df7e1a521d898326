/** What the page uses of qrcode. Its own types bring Node's with them, which a page must not see. */
export function create(
  text: string,
  options: { readonly errorCorrectionLevel: "L" | "M" | "Q" | "H" },
): { readonly modules: { readonly size: number; get(row: number, column: number): number } };
