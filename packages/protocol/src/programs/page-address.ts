/** Pages look for their sockets at the root of where they were opened: what has a path can only lead on to the show's own address. */
export function isShortLink(joinUrl: string): boolean {
  return /^https?:\/\/[^/?#]+\/[^?#]/.test(joinUrl);
}

/** Of a page of the show at `joinUrl`, which is no short link: nothing is below one. A query and a fragment were for the phones' page. */
export function pageAddress(joinUrl: string, page: string): string {
  return `${joinUrl.replace(/[?#].*$/s, "").replace(/\/$/, "")}/${page}`;
}
