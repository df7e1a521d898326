import { expect, test } from "vitest";
import { monitoringFile, promtool, promtoolMissing } from "./tools.ts";

const rules = monitoringFile("alerts.yml");
const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => name);

test("Prometheus takes the rules and both examples of its configuration", ({ skip }) => {
  skip(promtoolMissing !== null, promtoolMissing ?? "");
  for (const asked of [
    ["check", "rules", "alerts.yml"],
    ["check", "config", "prometheus.yml"],
    ["check", "config", "prometheus.machines.yml"],
  ]) {
    const { ok, said } = promtool(asked);
    expect(ok, said).toBe(true);
  }
});

test("every rule fires where it should and is silent where it should be", ({ skip }) => {
  skip(promtoolMissing !== null, promtoolMissing ?? "");
  const { ok, said } = promtool(["test", "rules", "alerts.test.yml"]);
  expect(ok, said).toBe(true);
});

test("no rule is without a case in which it fires, and one in which it does not", () => {
  const cases = monitoringFile("alerts.test.yml")
    .split(/^ {2}- name: /m)
    .slice(1);
  const of = (alert: string | undefined, fires: boolean): boolean =>
    cases.some(
      (text) =>
        text.includes(`alertname: ${alert}\n`) &&
        /exp_alerts:\n\s+- exp_labels:/.test(text) === fires,
    );
  expect(alerts.length).toBeGreaterThan(10);
  expect(alerts.filter((alert) => !of(alert, true) || !of(alert, false))).toEqual([]);
});
