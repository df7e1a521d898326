/** What was thrown in this page, and where: what the gateway is told of it. */
export interface PageFailure {
  readonly message: string;
  /** Script, line and column; "" where the browser does not say. */
  readonly place: string;
}

/** Set by the page itself, which tells the gateway also where no script of ours could run. */
declare global {
  interface Window {
    readonly cablecutFailed?: (message: string, place: string) => void;
  }
}

export function tellFailure(page: Window, { message, place }: PageFailure): void {
  page.cablecutFailed?.(message, place);
}

export function failureOf(thrown: unknown): PageFailure {
  const stack = thrown instanceof Error ? (thrown.stack ?? "") : "";
  const place = /https?:\/\/[^\s)]+/.exec(stack)?.[0] ?? "";
  return { message: String(thrown), place };
}

/**
 * Hears of everything that nobody caught and that came out of this page's own scripts: apps run scripts of theirs in
 * their web views, and what goes wrong in those is no matter. The page itself has told the gateway already.
 */
export function watchForFailures(page: Window, shown: (failure: PageFailure) => void): void {
  page.addEventListener("error", ({ message, filename, lineno, colno }) => {
    if (!filename.startsWith(page.location.origin)) return;
    shown({ message, place: `${filename}:${lineno}:${colno}` });
  });
  page.addEventListener("unhandledrejection", ({ reason }) => {
    const failure = failureOf(reason);
    const isOurs = failure.place.startsWith(page.location.origin);
    if (isOurs || (failure.place === "" && reason instanceof Error)) shown(failure);
  });
}
