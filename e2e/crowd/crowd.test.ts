import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BenchConsole } from "../bench/phones/bench-console.ts";
import { cablecutProgram } from "../faults/show-of-directory.ts";
import { startShow, type ShowOnThisMachine } from "../show-on-this-machine.ts";

const people = 5;
const patience = { timeout: 60_000, interval: 50 };

let show: ShowOnThisMachine;
let presenter: BenchConsole;
beforeAll(async () => {
  show = await startShow("full-speed");
  presenter = new BenchConsole(new URL(show.join).origin, show.pin);
});
afterAll(async () => {
  presenter?.close();
  await show?.stop();
});

test("a crowd that finds the doors closed comes in when they are opened, and pays", async () => {
  await expect.poll(() => presenter.snapshot, patience).not.toBeNull();
  await presenter.command({ kind: "doors", open: false });
  const { origin } = new URL(show.join);
  const flags = ["--url", origin, "--people", String(people), "--rate", "20", "--seconds", "120"];
  const crowd = spawn(process.execPath, [cablecutProgram, "crowd", ...flags, "--lang", "en"], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  let printed = "";
  crowd.stdout?.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  const ended = once(crowd, "close");
  // Time enough to be refused, on most machines; where it is not, they come in at once.
  await pause(1_500);
  expect(presenter.snapshot?.show.people.synthetic).toBe(0);
  await presenter.command({ kind: "doors", open: true });
  await expect.poll(() => presenter.snapshot?.show.people.synthetic, patience).toBe(people);
  await expect.poll(() => presenter.snapshot?.show.traffic.booked, patience).toBeGreaterThan(0);
  crowd.kill("SIGTERM");
  expect([(await ended)[0], printed]).toEqual([0, expect.stringMatching(/booked/i)]);
});

test("a crowd whose supervisor is gone is gone soon, whatever it has open, and pays in no later run", async () => {
  const { origin } = new URL(show.join);
  const flags = ["--url", origin, "--people", String(people), "--rate", "50", "--seconds", "120"];
  const crowd = spawn(process.execPath, [cablecutProgram, "crowd", ...flags, "--lang", "en"], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  // "close" does not come where the channel was closed from here.
  const ended = once(crowd, "exit");
  // As many as in the crowd before it.
  await expect.poll(() => presenter.snapshot?.show.people.synthetic, patience).toBe(2 * people);
  const booked = (): number => presenter.snapshot?.show.traffic.booked ?? 0;
  const before = booked();
  await expect.poll(booked, patience).toBeGreaterThan(before + 5);
  // Payments that are made now stay open as long as this lasts: one after the other everybody has one.
  await presenter.command({ kind: "turn", change: { dial: "paused", value: true } });
  await pause(2_000);
  crowd.disconnect();
  // What is open at its own end may be open for forty seconds.
  const isOver = await Promise.race([ended, pause(25_000).then(() => null)]);
  expect(isOver).not.toBeNull();
});

test("Ctrl-C of a crowd makes no further payments, and every open one still finds its end", async () => {
  await presenter.command({ kind: "turn", change: { dial: "paused", value: false } });
  const before = presenter.snapshot?.show.people.synthetic ?? 0;
  const { origin } = new URL(show.join);
  const flags = ["--url", origin, "--people", String(people), "--rate", "50", "--seconds", "120"];
  const crowd = spawn(process.execPath, [cablecutProgram, "crowd", ...flags, "--lang", "en"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  crowd.stdout?.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  const ended = once(crowd, "close");
  await expect
    .poll(() => presenter.snapshot?.show.people.synthetic, patience)
    .toBe(before + people);
  const booked = (): number => presenter.snapshot?.show.traffic.booked ?? 0;
  const paid = booked();
  await expect.poll(booked, patience).toBeGreaterThan(paid + 5);
  await presenter.command({ kind: "turn", change: { dial: "paused", value: true } });
  await pause(2_000);
  const open = booked();
  crowd.kill("SIGINT");
  // Longer than a crowd that its supervisor stops takes.
  await pause(2_000);
  expect([crowd.exitCode, printed]).toEqual([null, ""]);
  await presenter.command({ kind: "turn", change: { dial: "paused", value: false } });
  expect((await ended)[0]).toBe(0);
  expect(printed).toMatch(/booked/);
  await expect.poll(booked, patience).toBeGreaterThan(open);
});
