import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";

const page = readFileSync(new URL("../index.html", import.meta.url), "utf8");
const script = /<script>([\s\S]*?)<\/script>/.exec(page)?.[1] ?? "";
const own = "http://show.example/";

/** The page's own script, which runs before and without all others, in a browser of hardly anything. */
function loaded({ lacks = null as "WeakRef" | "BigInt64Array" | null, search = "" } = {}) {
  const said: string[] = [];
  const told: unknown[] = [];
  const lines: string[] = [];
  /** What is asked of the show, in turn. */
  const asked: {
    readonly file: string;
    /** Until it is given up, ms; 0: never. */
    readonly timeout: number;
    readonly headers: readonly string[];
    answer(status: number, text: string, type?: string): void;
  }[] = [];
  const later: (() => void)[] = [];
  const frames: (() => void)[] = [];
  const kept: string[] = [];
  let reloads = 0;
  const listeners = new Map<string, (event: unknown) => void>();
  const addEventListener = (name: string, listener: (event: unknown) => void): void =>
    void listeners.set(name, listener);
  const window: Record<string, unknown> = { addEventListener, WeakRef, BigInt64Array };
  if (lacks !== null) delete window[lacks];
  runInNewContext(script, {
    window,
    document: {
      addEventListener,
      createElement: () => ({
        noModule: false,
        style: {},
        setAttribute: () => undefined,
        appendChild: (words: string) => said.push(words),
      }),
      createTextNode: (words: string) => words,
      body: { insertBefore: () => undefined, firstChild: null },
    },
    location: {
      protocol: "http:",
      host: "show.example",
      search,
      hash: "",
      reload: () => (reloads += 1),
    },
    setTimeout: (run: () => void) => later.push(run),
    requestAnimationFrame: (run: () => void) => frames.push(run),
    localStorage: {
      getItem(key: string): string | null {
        kept.push(key);
        throw new Error("forbidden here");
      },
    },
    XMLHttpRequest: class {
      onloadend = (): void => undefined;
      timeout = 0;
      #file = "";
      readonly #headers: string[] = [];
      open(method: string, file: string): void {
        if (method === "GET") this.#file = file;
      }
      setRequestHeader(name: string, value: string): void {
        this.#headers.push(`${name}: ${value}`);
      }
      send(body?: string): void {
        if (body !== undefined) return void told.push(JSON.parse(body));
        const answer = (status: number, responseText: string, type = "text/html"): void => {
          Object.assign(this, { status, responseText, getResponseHeader: () => type });
          this.onloadend();
        };
        asked.push({ file: this.#file, timeout: this.timeout, headers: this.#headers, answer });
      }
    },
    WebSocket: class {
      constructor(url: string) {
        lines.push(url);
      }
    },
  });
  const hear = (name: string, event: object = {}): void => listeners.get(name)?.(event);
  const thrown = (message: string, file = "assets/main.js"): void =>
    hear("error", { message, filename: own + file, lineno: 1, colno: 7 });
  /** The next question to the show, once it is time for it. */
  const nextAsked = () => {
    if (asked.length === 0) later.shift()?.();
    return asked.shift();
  };
  /** The first frame is drawn, and whatever waited for it follows. */
  const paint = (): void => {
    for (const run of frames.splice(0)) run();
    for (const run of later.splice(0)) run();
  };
  return {
    window,
    said,
    told,
    lines,
    kept,
    hear,
    thrown,
    paint,
    nextAsked,
    reloads: () => reloads,
  };
}

// iOS 14.5 to 14.8 have all but the last, and cannot read the scripts either.
test.each(["WeakRef", "BigInt64Array"] as const)(
  "a browser that is too old for %s is told in one sentence what is needed, and the show why",
  (lacks) => {
    const { said, told, lines, hear, thrown } = loaded({ lacks });
    hear("DOMContentLoaded");
    thrown("Unexpected token");
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/needs iOS 15, or Chrome, WeChat or Alipay of 2021.*需要iOS 15/);
    expect(told).toEqual([
      { message: "old browser: Unexpected token", place: "/assets/main.js:1:7" },
    ]);
    expect(lines).toEqual([]);
  },
);

test("what is thrown on the way in is said in words and told to the show, each time that may help, and not for ever", () => {
  const { said, told, hear, thrown } = loaded();
  hear("DOMContentLoaded");
  expect(said).toEqual([]);
  hear("unhandledrejection", {
    reason: { toString: () => "TypeError: x", stack: `enter@${own}assets/main.js:3:9` },
  });
  expect(said).toHaveLength(1);
  expect(said[0]).toContain("This page could not start");
  expect(said[0]).toContain("TypeError: x");
  expect(told).toEqual([{ message: "TypeError: x", place: "/assets/main.js:3:9" }]);
  hear("error", { target: { src: `${own}assets/view.js` } });
  for (let more = 0; more < 9; more += 1) thrown("boom");
  expect(said).toHaveLength(1);
  expect(told).toHaveLength(3);
  expect(told[1]).toEqual({ message: "did not load", place: "/assets/view.js" });
});

test("a page whose script did not come says so, and is loaded again once it would come, and not before", () => {
  const { said, hear, nextAsked, reloads } = loaded();
  const source = `${own}assets/view-Ab12Cd34.js`;
  hear("error", { target: { src: source } });
  hear("error", { target: { src: `${own}assets/main-Ab12Cd34.js` } });
  expect(said).toEqual([expect.stringMatching(/tries again by itself.*自动重试/)]);
  const html = `${page}<script src="/assets/view-Ab12Cd34.js"></script>`;
  // Nobody answers, a network's own page does, the gateway does and has no such script, or the network's page stands for it.
  nextAsked()?.answer(0, "");
  nextAsked()?.answer(200, "<h1>Welcome to the Wi-Fi</h1>");
  for (const [status, text, type] of [
    [404, "not part of the show", "text/plain"],
    [200, "<h1>Welcome to the Wi-Fi</h1>", "text/html"],
  ] as const) {
    nextAsked()?.answer(200, html);
    const script = nextAsked();
    expect(script?.file).toBe(source);
    script?.answer(status, text, type);
  }
  expect(reloads()).toBe(0);
  nextAsked()?.answer(200, html);
  nextAsked()?.answer(200, "…", "text/javascript; charset=utf-8");
  expect(reloads()).toBe(1);
  expect(nextAsked()).toBeUndefined();

  const other = loaded();
  other.hear("error", { target: { src: source } });
  other.nextAsked()?.answer(200, `${page}<script src="/assets/view-Ef56Gh78.js"></script>`);
  expect(other.reloads(), "another build").toBe(1);
});

test("what is asked meanwhile is given up after a while, and no answer that was kept counts", () => {
  const { hear, nextAsked, reloads } = loaded();
  const source = `${own}assets/view-Ab12Cd34.js`;
  hear("error", { target: { src: source } });
  const forPage = nextAsked();
  forPage?.answer(200, `${page}<script src="/assets/view-Ab12Cd34.js"></script>`);
  const forScript = nextAsked();
  for (const question of [forPage, forScript]) {
    expect(question?.timeout).toBeGreaterThan(0);
    expect(question?.headers).toEqual(["cache-control: no-cache"]);
  }
  // Given up: it is asked again.
  forScript?.answer(0, "");
  expect(nextAsked()?.file).toBe("/");
  expect(reloads()).toBe(0);
});

test("what an app's own scripts throw is no matter; what is thrown once the page has started is told, and shown by the page", () => {
  const { window, said, told, hear, thrown } = loaded();
  hear("error", { message: "Script error.", filename: "", lineno: 0, colno: 0 });
  hear("error", { message: "x", filename: "https://app.example/bridge.js", lineno: 1, colno: 1 });
  hear("error", { target: { src: "https://app.example/bridge.js" } });
  hear("unhandledrejection", { reason: "no stack" });
  expect([said, told]).toEqual([[], []]);
  window["cablecutStarted"] = true;
  thrown("boom");
  expect([said, told.length]).toEqual([[], 1]);
});

test("the line is begun at once, unless the address says more than where the show is", () => {
  expect(loaded().lines).toEqual(["ws://show.example/socket.io/?EIO=4&transport=websocket"]);
  expect(loaded({ search: "?pay=10402" }).lines).toEqual([]);
});

test("what is kept is looked at when the shell has been painted, and where that is forbidden nothing is said", () => {
  const { said, told, kept, paint } = loaded();
  expect(kept).toEqual([]);
  paint();
  expect(kept).toHaveLength(1);
  expect(said).toEqual([]);
  expect(told).toEqual([]);
});
