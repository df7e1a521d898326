import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { testProgram } from "@cablecut/test-program";
import { afterEach, expect, test } from "vitest";
import { lastingPort } from "./testing/lasting-ports.ts";
import { closeAll, node, numbered, until } from "./nodes.fixture.ts";

const children: ChildProcess[] = [];
afterEach(async () => {
  await closeAll();
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** Starts a counting node; resolves when it listens. */
async function start(port: number): Promise<ChildProcess> {
  const main = await testProgram(new URL("counting-node.fixture.ts", import.meta.url));
  const child = fork(main, [String(port)], { execArgv: [] });
  children.push(child);
  await answer(child);
  return child;
}

function answer<Shape>(child: ChildProcess): Promise<Shape> {
  return new Promise((resolve) => {
    child.once("message", (message) => resolve(message as Shape));
  });
}

function count(child: ChildProcess): Promise<{ next: number; wrong: number }> {
  const counted = answer<{ next: number; wrong: number }>(child);
  child.send("count");
  return counted;
}

test("a peer that is stopped for longer than a link waits loses nothing when it goes on", async () => {
  const port = await lastingPort();
  const child = await start(port);
  const a = node({ id: "a" }, { peers: [{ id: "child", paths: [{ host: "127.0.0.1", port }] }] });
  await until(() => a.log.length === 1, "up");
  const traffic = numbered(a.mesh, "child");
  await until(() => a.mesh.status()[0]!.unackedMessages > 0, "traffic");
  child.kill("SIGSTOP");
  await until(() => a.log.at(-1) === "child silent", "down");
  child.kill("SIGCONT");
  await until(() => a.log.at(-1) === "child up again", "up again");
  const sent = traffic.stop();
  await until(() => a.mesh.status()[0]!.unackedMessages === 0, "all acknowledged");
  // A machine that gives the child no processor for a second makes it silent once more; it is never a new session.
  expect(a.log[0]).toBe("child up");
  expect(new Set(a.log.slice(1))).toEqual(new Set(["child silent", "child up again"]));
  expect(await count(child)).toEqual({ next: sent, wrong: 0 });
});

test("a peer that is killed and started again gets a new session, in which everything arrives", async () => {
  const port = await lastingPort();
  const child = await start(port);
  const a = node({ id: "a" }, { peers: [{ id: "child", paths: [{ host: "127.0.0.1", port }] }] });
  await until(() => a.log.length === 1, "up");
  for (let index = 0; index < 1_000; index += 1) a.mesh.send("child", [Buffer.from("lost?")]);
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  // A machine with little to spare takes a while to end it, and until then it has the port.
  await gone;
  const again = await start(port);
  await until(() => a.log.at(-1) === "child up" && a.log.length >= 3, "up again");
  const traffic = numbered(a.mesh, "child");
  await until(() => a.mesh.status()[0]!.unackedMessages > 0, "traffic");
  const sent = traffic.stop();
  await until(() => a.mesh.status()[0]!.unackedMessages === 0, "all acknowledged");
  expect(await count(again)).toEqual({ next: sent, wrong: 0 });
});
