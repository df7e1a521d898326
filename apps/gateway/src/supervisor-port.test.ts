import { expect, test } from "vitest";
import { supervisorPortOver } from "./supervisor-port.ts";
import { RecordedSupervisor } from "./testing/recorded-supervisor.ts";

test("two consoles that want a new show at the same time are each told the supervisor's own no", () => {
  const supervisor = new RecordedSupervisor();
  const port = supervisorPortOver(supervisor);
  const heard: string[] = [];
  port.reset((refusal) => heard.push(`one: ${refusal}`));
  port.reset((refusal) => heard.push(`other: ${refusal}`));
  expect(supervisor.orders).toEqual([{ kind: "reset" }, { kind: "reset" }]);
  supervisor.say({ kind: "reset-refused", refusal: "incident-running" });
  expect(heard).toEqual(["one: incident-running"]);
  supervisor.say({ kind: "reset-refused", refusal: "incident-running" });
  expect(heard).toEqual(["one: incident-running", "other: incident-running"]);
  // Nobody waits any more.
  supervisor.say({ kind: "reset-refused", refusal: "unknown" });
  expect(heard).toHaveLength(2);
});
