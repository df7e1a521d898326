/** What a fabric says that is to accept links at another address: it has no certificates to show. */
export const linkOffLoopback = "links are accepted on the loopback only (127.0.0.1 or ::1)";

/** What a room or a gateway says whose links are to leave this machine as plain text. */
export const linkWithoutCertificates =
  "without certificates links are on the loopback only (127.0.0.1 or ::1)";

/** Whether nobody outside of this machine reaches the address: 127.0.0.0/8 (RFC 1122), ::1 (RFC 4291) or "localhost". */
export function isLoopback(host: string): boolean {
  if (host === "::1" || host === "localhost") return true;
  const [first, ...others] = host.split(".");
  const isOctet = (text: string): boolean => /^\d{1,3}$/.test(text) && Number(text) <= 255;
  return first === "127" && others.length === 3 && others.every(isOctet);
}

/** As a URL's hostname has it, an IPv6 address stands in brackets; here without them. */
export function bareHost(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, "");
}
