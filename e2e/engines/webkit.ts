import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { lastingPort } from "@cablecut/link/lasting-ports";
import { Builder, Capabilities, Origin, type WebDriver } from "selenium-webdriver";
import type { BrowserEngine, EnginePage, Missing } from "./engine.ts";

const driverProgram = "/usr/bin/WebKitWebDriver";
const screenProgram = "/usr/bin/Xvfb";
const browserProgram = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";
const startTimeoutMs = 30_000;

/** Debian's WebKitGTK, the engine of every iPhone, on a screen that nobody sees. Each page is a browser of its own. */
export async function startWebKit(): Promise<BrowserEngine | Missing> {
  const absent = [driverProgram, screenProgram, browserProgram].find((path) => !existsSync(path));
  if (absent !== undefined)
    return { missing: `no ${absent}: apt-get install webkit2gtk-driver xvfb` };
  const screen = spawn(
    screenProgram,
    ["-displayfd", "3", "-screen", "0", "1440x1000x24", "-nolisten", "tcp", "-terminate"],
    { stdio: ["ignore", "ignore", "ignore", "pipe"] },
  );
  const pages: { readonly driver: WebDriver; readonly process: ChildProcess }[] = [];
  const close = async (): Promise<void> => {
    for (const { driver, process: own } of pages) {
      await driver.quit().catch(() => undefined);
      own.kill("SIGKILL");
    }
    screen.kill("SIGKILL");
  };
  try {
    const display = `:${await displayOf(screen)}`;
    return {
      name: "WebKit",
      async newPage(size) {
        const page = await startDriver(display);
        pages.push(page);
        await page.driver
          .manage()
          .window()
          .setRect({ x: 0, y: 0, ...size });
        return pageOf(page.driver);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startDriver(
  display: string,
): Promise<{ readonly driver: WebDriver; readonly process: ChildProcess }> {
  const port = await lastingPort();
  const own = spawn(driverProgram, [`--port=${port}`], {
    stdio: "ignore",
    env: {
      ...process.env,
      DISPLAY: display,
      GDK_BACKEND: "x11",
      LANG: "C.UTF-8",
      WEBKIT_DISABLE_COMPOSITING_MODE: "1",
      // A container has no user namespaces to build a sandbox from; only our own pages are opened.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
    },
  });
  const capabilities = new Capabilities({
    browserName: "MiniBrowser",
    "webkitgtk:browserOptions": { binary: browserProgram, args: ["--automation"] },
  });
  for (const endMs = performance.now() + startTimeoutMs; ;) {
    try {
      const driver = await new Builder()
        .usingServer(`http://127.0.0.1:${port}`)
        .withCapabilities(capabilities)
        .build();
      return { driver, process: own };
    } catch (error) {
      // The driver does not listen yet.
      if (performance.now() > endMs || own.exitCode !== null) {
        own.kill("SIGKILL");
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

function pageOf(driver: WebDriver): EnginePage {
  const actions = () => driver.actions({ async: true });
  return {
    open: (url) => driver.get(url),
    value: (expression) => driver.executeScript(`return (${expression});`),
    press: ({ x, y }) =>
      actions()
        .move({ x: Math.round(x), y: Math.round(y), origin: Origin.VIEWPORT, duration: 0 })
        .press()
        .perform(),
    release: () => actions().release().perform(),
    type: (text) => actions().sendKeys(text).perform(),
  };
}

function displayOf(screen: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("Xvfb names no display")), startTimeoutMs);
    const done = (act: () => void): void => {
      clearTimeout(timer);
      act();
    };
    screen.stdio[3]?.once("data", (chunk: Buffer) => done(() => resolve(chunk.toString().trim())));
    screen.once("exit", () => done(() => reject(new Error("Xvfb ended"))));
  });
}
