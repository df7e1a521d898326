/** Names that only a network of its own knows. */
const ownNetwork = /(^|\.)(localhost|local|lan|home|internal|intranet|corp|home\.arpa|test)$/;

/**
 * Where the show's report can still be read at home; null unless the page has a public address: a name and a certificate for
 * it. On a LAN the card names the show and its key instead: whoever has the report finds both in it.
 */
export function publicReportOf({
  protocol,
  hostname,
  host,
}: Pick<Location, "protocol" | "hostname" | "host">): string | null {
  const isName = /\.[a-z][a-z0-9-]*$/i.test(hostname) && !ownNetwork.test(hostname);
  return protocol === "https:" && isName ? `https://${host}/report` : null;
}
