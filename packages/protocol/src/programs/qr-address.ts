/** Of what phones open. A longer one has a code too fine for the last row, and some 2,000 characters have none at all. */
export const joinUrlCharactersMax = 500;

/**
 * A web address as a QR code says it: scheme and host in capitals, which need fewer modules than small letters, and the
 * rest as it is, because letters of a path, a query or a user's name may be case-sensitive (RFC 3986, 6.2.2.1).
 */
export function qrAddress(url: string): string {
  const parts = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*@)?([^/?#]*)(.*)$/is.exec(url);
  if (parts === null) return url;
  const [, scheme = "", user = "", host = "", rest = ""] = parts;
  return scheme.toUpperCase() + user + host.toUpperCase() + rest;
}
