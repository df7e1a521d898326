import type { NamedTest, StepResult } from "./step.ts";

/**
 * One line for each step, every test that did not run or failed with its reason, and at the very end the line that
 * counts steps and single tests. Whoever sees only the end of a long output knows what was red.
 */
export function summaryOf(results: readonly StepResult[], note?: string): string {
  const lines = results.map(lineOf);
  const skipped = listOf(
    "not run",
    results.flatMap((result) => result.skipped ?? []),
  );
  const red = listOf(
    "failed",
    results.flatMap((result) => result.red ?? []),
  );
  const lists = [...skipped, ...red];
  if (lists.length > 0) lines.push(...lists, "");
  if (note !== undefined) lines.push(note);
  const { passed, failed } = totalOf(results);
  lines.push(`${passed} passed, ${failed} failed`);
  return lines.join("\n");
}

export function totalOf(results: readonly StepResult[]): { passed: number; failed: number } {
  const sum = (of: (result: StepResult) => number): number =>
    results.reduce((total, result) => total + of(result), 0);
  return { passed: sum(({ passed }) => passed), failed: sum(({ failed }) => failed) };
}

function listOf(title: string, tests: readonly NamedTest[]): string[] {
  if (tests.length === 0) return [];
  return [
    "",
    `${title}, ${tests.length}:`,
    ...tests.map(({ name, reason }) => `  ${name}: ${reason}`),
  ];
}

function lineOf({ name, seconds, passed, failed, skipped, note }: StepResult): string {
  const mark = failed === 0 ? "ok    " : "FAILED";
  const details = [
    passed + failed > 1 ? `${passed} passed, ${failed} failed` : "",
    skipped !== undefined && skipped.length > 0 ? `${skipped.length} not run` : "",
    note ?? "",
  ].filter((text) => text !== "");
  const time = `${seconds.toFixed(1).padStart(6)} s`;
  return `${mark} ${name.padEnd(18)} ${time}  ${details.join(", ")}`.trimEnd();
}
