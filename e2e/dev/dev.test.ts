import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const run = fileURLToPath(new URL("../../scripts/run.mjs", import.meta.url));

let folder: string;
let dev: ChildProcess | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cablecut-dev-"));
});
afterEach(() => {
  dev?.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** Resolves with the address of the pages. */
function start(): Promise<string> {
  const flags = ["--port", "0", "--host", "127.0.0.1", "--data", folder];
  const child = spawn(process.execPath, [run, "dev", ...flags], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  dev = child;
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  }
  return new Promise((resolve, reject) => {
    child.once("message", (message) => resolve((message as { readonly join: string }).join));
    child.once("close", () => reject(new Error(`npm run dev ended. It said:\n${said}`)));
  });
}

async function page(address: string): Promise<string> {
  const response = await fetch(address);
  expect(response.status, address).toBe(200);
  return response.text();
}

/** Resolves with the protocol that a socket's request is answered with. */
function upgrade(address: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const headers = {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "Y2FibGVjdXQgY2FibGVjdQ==",
    };
    const asking = request(address, { headers });
    asking.on("upgrade", (answer, socket) => {
      socket.destroy();
      resolve(answer.headers.upgrade);
    });
    asking.on("response", ({ statusCode }) => reject(new Error(`answered with ${statusCode}`)));
    asking.on("error", reject);
    asking.end();
  });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test("npm run dev: the three pages with hot reload, real rooms behind them, and nothing left when it ends", async () => {
  const address = await start();
  for (const base of ["", "stage/", "presenter/"]) {
    expect(await page(address + base)).toContain(`"/${base}@vite/client"`);
    expect(await page(`${address}${base}src/app.tsx`)).toContain("import.meta.hot");
  }
  await expect
    .poll(async () => (await fetch(`${address}healthz`)).status, { timeout: 120_000 })
    .toBe(200);
  expect(await page(`${address}socket.io/?EIO=4&transport=polling`)).toContain('"sid"');
  expect(await upgrade(`${address}socket.io/?EIO=4&transport=websocket`)).toBe("websocket");

  const running = JSON.parse(readFileSync(join(folder, "running.json"), "utf8")) as {
    readonly processes: Readonly<Record<string, number>>;
  };
  const pids = Object.values(running.processes);
  expect(pids).toHaveLength(7);
  const code = new Promise((resolve) => dev?.once("exit", resolve));
  dev?.kill("SIGTERM");
  expect(await code).toBe(0);
  expect(pids.filter(isRunning)).toEqual([]);
}, 180_000);
