import { expect, test } from "vitest";
import { PortChoices } from "./port-choices.ts";

function afterLosing(port: number, wished: { port: number; metricsPort?: number }): PortChoices {
  const choices = new PortChoices({ host: "127.0.0.1", ...wished });
  choices.begin();
  expect(choices.heard({ kind: "port-taken", process: "room hz-a", port })).toBe(true);
  return choices;
}

test("what was asked for by number is refused, and what nobody asked for is chosen again", () => {
  const code = "EADDRINUSE";
  const host = "127.0.0.1";
  expect(afterLosing(21_007, { port: 0 }).refusal).toBe("choose-again");
  expect(afterLosing(2_626, { port: 2_626 }).refusal).toEqual({
    kind: "port-taken",
    port: 2_626,
    host,
    code,
  });
  expect(afterLosing(2_627, { port: 2_626 }).refusal).toBe("choose-again");
  expect(afterLosing(9_419, { port: 0, metricsPort: 9_400 }).refusal).toEqual({
    kind: "metrics-port",
    port: 9_419,
    code,
  });
  expect(afterLosing(9_420, { port: 0, metricsPort: 9_400 }).refusal).toBe("choose-again");
});

test("an attempt that failed for another reason says nothing of ports, and the attempts end", () => {
  const choices = new PortChoices({ port: 0, host: "127.0.0.1" });
  choices.begin();
  expect(choices.heard({ kind: "given-up", process: "room hz-a", attempts: 4 })).toBe(false);
  expect(choices.refusal).toBeNull();
  let attempts = 1;
  do {
    choices.begin();
    choices.heard({ kind: "port-taken", process: "fabric", port: 21_000 + attempts });
    attempts += 1;
  } while (choices.refusal === "choose-again");
  expect(choices.refusal).toEqual({ kind: "no-free-ports" });
  expect(attempts).toBeLessThan(20);
});
