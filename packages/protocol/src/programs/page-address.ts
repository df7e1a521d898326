/** Of a page of the show, below the address that phones open, of which it keeps the path; a query and a fragment were for that page. */
export function pageAddress(joinUrl: string, page: string): string {
  return `${joinUrl.replace(/[?#].*$/s, "").replace(/\/$/, "")}/${page}`;
}
