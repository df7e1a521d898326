/**
 * The address as a person types it, in capitals, without what a browser adds by itself. Only a port together with
 * https must be typed with its scheme: a browser would try plain http on a bare host and port.
 */
export function typedAddress(joinUrl: string): string {
  let url: URL;
  try {
    url = new URL(joinUrl);
  } catch {
    return joinUrl.toUpperCase();
  }
  const scheme = url.protocol === "https:" && url.port !== "" ? "https://" : "";
  const path = url.pathname === "/" ? "" : url.pathname;
  // Letters of a path may be case-sensitive; those of a host never are.
  return `${scheme}${url.host}`.toUpperCase() + path;
}
