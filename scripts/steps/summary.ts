import type { StepResult } from "./step.ts";

/**
 * One line for each step, every test that did not run with its reason, and at the very end the line that counts steps
 * and single tests.
 */
export function summaryOf(results: readonly StepResult[], note?: string): string {
  const lines = results.map(lineOf);
  const skipped = results.flatMap((result) => result.skipped ?? []);
  if (skipped.length > 0) {
    lines.push("", `not run, ${skipped.length}:`);
    lines.push(...skipped.map(({ name, reason }) => `  ${name}: ${reason}`), "");
  }
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
