import type { Browser, CDPSession } from "@playwright/test";

/** What the browser's tools answer or tell, by name; who asks knows its form. */
type Told = Readonly<Record<string, unknown>>;

export interface QuietPage {
  send(method: string, params?: Told): Promise<Told>;
  on(event: string, listener: (told: Told) => void): void;
  /** The value of an expression in the page, copied. */
  read(expression: string): Promise<unknown>;
  close(): Promise<void>;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Told;
  readonly result?: Told;
  readonly error?: { readonly message: string };
}

/**
 * A page of its own context that is looked at as little as can be. Playwright's own pages have the tools' runtime agent on, for
 * which the engine notes the stack of every Error that is made, and parses the functions on it a second time: of React's, which
 * makes some while its script is run, that was the longest task of the whole opening, and no phone has it.
 */
export async function openQuietPage(browser: Browser): Promise<QuietPage> {
  const tools = await browser.newBrowserCDPSession();
  const { browserContextId } = await tools.send("Target.createBrowserContext");
  const { targetId } = await tools.send("Target.createTarget", {
    url: "about:blank",
    browserContextId,
  });
  // Not flattened: a session of its own would be none that Playwright knows.
  const { sessionId } = await tools.send("Target.attachToTarget", { targetId, flatten: false });
  const { send, on } = messagesOf(tools, sessionId);
  return {
    send,
    on,
    async read(expression) {
      const { result } = await send("Runtime.evaluate", { expression, returnByValue: true });
      return (result as { readonly value?: unknown }).value;
    },
    async close() {
      await tools.send("Target.disposeBrowserContext", { browserContextId });
      await tools.detach();
    },
  };
}

function messagesOf(tools: CDPSession, sessionId: string): Pick<QuietPage, "send" | "on"> {
  const waiting = new Map<number, (answer: Message) => void>();
  const listeners: { readonly event: string; readonly listener: (told: Told) => void }[] = [];
  tools.on("Target.receivedMessageFromTarget", ({ sessionId: of, message }) => {
    if (of !== sessionId) return;
    const heard = JSON.parse(message) as Message;
    if (heard.id !== undefined) waiting.get(heard.id)?.(heard);
    for (const { event, listener } of listeners)
      if (event === heard.method) listener(heard.params ?? {});
  });
  let asked = 0;
  return {
    on: (event, listener) => void listeners.push({ event, listener }),
    send(method, params = {}) {
      const id = (asked += 1);
      return new Promise((resolve, reject) => {
        waiting.set(id, ({ result = {}, error }) => {
          waiting.delete(id);
          if (error === undefined) resolve(result);
          else reject(new Error(`${method}: ${error.message}`));
        });
        const message = JSON.stringify({ id, method, params });
        tools.send("Target.sendMessageToTarget", { sessionId, message }).catch(reject);
      });
    },
  };
}
