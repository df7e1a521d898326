import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserEngine, EnginePage, Missing, Point } from "./engine.ts";

const program = process.env["FIREFOX_PATH"] ?? "/usr/bin/firefox-esr";
const startTimeoutMs = 60_000;

/** Nothing but what is asked of it: no first page, no calls home. */
const settings = {
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.page": 0,
  "browser.aboutwelcome.enabled": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "toolkit.telemetry.enabled": false,
  "app.update.enabled": false,
  "app.normandy.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "intl.accept_languages": "en-GB",
};

/** The part of selenium's BiDi connection that is used here; its types name another export. */
interface BiDi {
  waitForConnection(): Promise<void>;
  send(command: { method: string; params: object }): Promise<unknown>;
  close(): Promise<void>;
}
// oxlint-disable-next-line typescript/consistent-type-assertions -- see above
const Connection = createRequire(import.meta.url)("selenium-webdriver/bidi") as new (
  url: string,
) => BiDi;

/** Debian's Firefox over WebDriver BiDi, which it speaks itself: no geckodriver is needed. */
export async function startFirefox(): Promise<BrowserEngine | Missing> {
  if (!existsSync(program)) return { missing: `no ${program}: apt-get install firefox-esr` };
  const profile = mkdtempSync(join(tmpdir(), "cablecut-firefox-"));
  const lines = Object.entries(settings).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  writeFileSync(join(profile, "user.js"), lines.join("\n"));
  const flags = ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"];
  const browser = spawn(program, flags, { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise<void>((resolve) => browser.once("exit", () => resolve()));
  const close = async (): Promise<void> => {
    browser.kill("SIGKILL");
    await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const connection = new Connection(`${await addressSaidBy(browser)}/session`);
    await connection.waitForConnection();
    const ask = asking(connection);
    await openSession(ask);
    return {
      name: "Firefox",
      newPage: (size) => newPage(ask, size),
      async close() {
        await connection.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

type Ask = <Result>(method: string, params: object) => Promise<Result>;

function asking(connection: BiDi): Ask {
  return async <Result>(method: string, params: object) => {
    const answer = (await connection.send({ method, params })) as {
      readonly result: Result;
      readonly error?: string;
      readonly message?: string;
    };
    if (answer.error !== undefined)
      throw new Error(`${method}: ${answer.error}: ${answer.message}`);
    return answer.result;
  };
}

/** The connection gives up after half a minute, in which a browser on a busy machine may still be starting. */
async function openSession(ask: Ask): Promise<void> {
  for (let triesLeft = 3; ; triesLeft -= 1) {
    try {
      await ask("session.new", { capabilities: {} });
      return;
    } catch (error) {
      const isOpen = String(error).includes("Maximum number of active sessions");
      if (isOpen) return;
      if (triesLeft === 0 || !String(error).includes("timed out")) throw error;
    }
  }
}

async function newPage(
  ask: Ask,
  viewport: { readonly width: number; readonly height: number },
): Promise<EnginePage> {
  const { userContext } = await ask<{ userContext: string }>("browser.createUserContext", {});
  const created = { type: "tab", userContext };
  const { context } = await ask<{ context: string }>("browsingContext.create", created);
  await ask("browsingContext.setViewport", { context, viewport });
  const pointer = (actions: readonly object[]): Promise<unknown> =>
    ask("input.performActions", { context, actions: [{ type: "pointer", id: "hand", actions }] });
  return {
    async open(url) {
      await ask("browsingContext.navigate", { context, url, wait: "complete" });
    },
    async value(expression) {
      const { result } = await ask<{ result: { value?: string } }>("script.evaluate", {
        expression: `JSON.stringify((${expression}) ?? null)`,
        target: { context },
        awaitPromise: false,
      });
      return JSON.parse(result.value ?? "null") as unknown;
    },
    async press({ x, y }: Point) {
      await ask("browsingContext.activate", { context });
      await pointer([
        { type: "pointerMove", x, y },
        { type: "pointerDown", button: 0 },
      ]);
    },
    async release() {
      await pointer([{ type: "pointerUp", button: 0 }]);
    },
    async type(text) {
      const actions = text.split("").flatMap((value) => [
        { type: "keyDown", value },
        { type: "keyUp", value },
      ]);
      await ask("input.performActions", {
        context,
        actions: [{ type: "key", id: "keys", actions }],
      });
    },
  };
}

/** It says where it listens once, among other things. */
function addressSaidBy(browser: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const timer = setTimeout(() => reject(new Error(`Firefox said only: ${said}`)), startTimeoutMs);
    browser.stderr?.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_000);
      const address = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(said)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    });
    browser.once("exit", () => {
      clearTimeout(timer);
      reject(new Error(`Firefox ended: ${said}`));
    });
  });
}
