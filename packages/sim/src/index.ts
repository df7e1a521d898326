/** Five rooms under virtual time: for tests only. */
export { runSeed, simulatedTopology, type RunOptions, type RunReport } from "./simulation.ts";
export { scenarios, type Scenario } from "./scenarios.ts";
export { Violation } from "./violation.ts";
