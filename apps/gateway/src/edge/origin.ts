/**
 * Whether a browser's request comes from a page of this show: of the host that it asks, or of the address that phones
 * open, which a proxy may stand before. Programs send no origin and have no cookies or sessions to abuse.
 */
export function isOwnOrigin(
  origin: string | undefined,
  host: string | undefined,
  joinUrl: string,
): boolean {
  if (origin === undefined) return true;
  const from = hostOf(origin);
  return from !== null && (from === host?.toLowerCase() || from === hostOf(joinUrl));
}

function hostOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).host : null;
}
