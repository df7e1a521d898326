/**
 * Ports that browsers open no page at, whoever listens there, because other protocols have them ("bad port" of WHATWG's
 * Fetch, 2.9): a page could speak to a mail server, say.
 */
const refused: ReadonlySet<number> = new Set([
  1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102,
  103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465,
  512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993,
  995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668,
  6669, 6679, 6697, 10080,
]);

export function isRefusedByBrowsers(port: number): boolean {
  return refused.has(port);
}

/** The port of a web address if browsers refuse it, else null. Nobody listens at 0, which as a wish for a port means any. */
export function refusedPortIn({ port }: { readonly port: string }): number | null {
  if (port === "") return null;
  return port === "0" || isRefusedByBrowsers(Number(port)) ? Number(port) : null;
}

/** What is said of such a port. */
export const portOfNoPage = "must be a port that browsers open, which they do not do with this one";
