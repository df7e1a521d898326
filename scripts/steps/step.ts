/** What came of a step: it counts as one passed or one failed, a step with tests as so many tests. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  /** Tests that did not run, by name, each with its reason. */
  readonly skipped?: readonly NamedTest[];
  /** Tests that failed, by name, each with what it said first. */
  readonly red?: readonly NamedTest[];
  /** For the summary: "31 projects". */
  readonly note?: string;
}

/** A test that did not pass, and why. */
export interface NamedTest {
  readonly name: string;
  readonly reason: string;
}

/** Where a step writes what it says. */
export type Say = (text: string) => void;

/** One named part of a check of everything. */
export interface Step {
  readonly name: string;
  /** Steps that must have ended before; whether they passed does not matter. */
  readonly after?: readonly string[];
  /** What is timing-sensitive, or takes the whole machine, runs alone; all others two at a time. */
  readonly alone?: boolean;
  run(say: Say): Promise<Outcome>;
}

export interface StepResult extends Outcome {
  readonly name: string;
  readonly seconds: number;
}

export const passedOnce: Outcome = { passed: 1, failed: 0 };

export function failedOnce(note?: string): Outcome {
  return note === undefined ? { passed: 0, failed: 1 } : { passed: 0, failed: 1, note };
}
