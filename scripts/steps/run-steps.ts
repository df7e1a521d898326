import { failedOnce, type Say, type Step, type StepResult } from "./step.ts";
import { Transcript } from "./transcript.ts";

/** As many as the smallest machine of CI has processors. */
const atOnceMax = 2;

/**
 * Runs every step, whatever came of the others, at most two at once and some alone. What a step says stays together:
 * the first of those that run is heard as it speaks, the others when their turn has come.
 */
export async function runSteps(steps: readonly Step[], print: Say): Promise<StepResult[]> {
  const transcript = new Transcript(print);
  const waiting = [...steps];
  const running = new Map<Step, Promise<void>>();
  const results = new Map<Step, StepResult>();
  const isOver = (name: string): boolean =>
    steps.every((step) => step.name !== name || results.has(step));
  const canStart = (step: Step): boolean => {
    const others = [...running.keys()];
    if (others.length >= atOnceMax || others.some(({ alone }) => alone === true)) return false;
    if (step.alone === true && others.length > 0) return false;
    return (step.after ?? []).every(isOver);
  };
  const perform = async (step: Step): Promise<void> => {
    const part = transcript.open();
    part.text(`\n=== ${step.name}\n`);
    results.set(step, await runStep(step, part.text));
    running.delete(step);
    part.close();
  };
  while (waiting.length > 0 || running.size > 0) {
    const next = waiting.find(canStart);
    if (next !== undefined) {
      waiting.splice(waiting.indexOf(next), 1);
      running.set(next, perform(next));
      continue;
    }
    if (running.size === 0) throw new Error(`steps that wait for each other: ${names(waiting)}`);
    await Promise.race(running.values());
  }
  return steps.flatMap((step) => results.get(step) ?? []);
}

function names(steps: readonly Step[]): string {
  return steps.map(({ name }) => name).join(", ");
}

async function runStep(step: Step, say: Say): Promise<StepResult> {
  const startedMs = performance.now();
  const seconds = (): number => (performance.now() - startedMs) / 1_000;
  try {
    const outcome = await step.run(say);
    return { name: step.name, seconds: seconds(), ...outcome };
  } catch (error) {
    const note = error instanceof Error ? error.message : String(error);
    return { name: step.name, seconds: seconds(), ...failedOnce(note) };
  }
}
