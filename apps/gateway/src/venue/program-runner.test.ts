import { afterEach, beforeEach, expect, test } from "vitest";
import { ProgramRunner } from "./program-runner.ts";

/** Of a helper that answers, however busy the machine is. */
const helperMs = 60_000;

let runner: ProgramRunner;
beforeEach(() => {
  runner = new ProgramRunner({ programS: 60, helperMs });
});
afterEach(() => runner.close());

test("what a program prints is told, one program after the other", async () => {
  const answers = await Promise.all([
    runner.run("echo", ["first"]),
    runner.run("printf", ["no-newline"]),
    runner.run("true", []),
    runner.run("echo", ["last"]),
  ]);
  expect(answers.map((answer) => answer.trim())).toEqual(["first", "no-newline", "", "last"]);
});

test("a program that fails, or that there is none of, is no answer; the next one is", async () => {
  await expect(runner.run("false", [])).rejects.toThrow("ended with 1");
  await expect(runner.run("no-such-program-here", [])).rejects.toThrow("ended with 127");
  expect((await runner.run("echo", ["after"])).trim()).toBe("after");
});

test("a program that hangs is ended, and the next one is asked all the same", async () => {
  runner.close();
  runner = new ProgramRunner({ programS: 1, helperMs });
  const hangs = runner.run("sleep", ["30"]);
  const next = (): Promise<string> => runner.run("echo", ["after"]);
  // It waits for the one that hangs. A machine that stands still for a second ends it as well, and one that is asked later is not.
  void next().catch(() => null);
  await expect(hangs).rejects.toThrow("ended with 124");
  await expect.poll(() => next().catch(() => ""), { timeout: helperMs }).toMatch(/^after\s*$/);
});

test("nothing is run that a shell would take for more than words", async () => {
  for (const word of ["a;b", "$(id)", "a b", "", "a\nb", "`id`", "*"])
    await expect(runner.run("echo", [word])).rejects.toThrow("not a plain word");
});

test("where the helper has ended whoever asks is told, and nobody waits", async () => {
  const waits = runner.run("sleep", ["2"]);
  runner.close();
  await expect(waits).rejects.toThrow("has ended");
  await expect(runner.run("echo", ["late"])).rejects.toThrow("has ended");
});
