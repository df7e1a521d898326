import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Violation } from "./checks/violation.ts";
import { scenarios } from "./scenarios.ts";
import { addReport, reportOf, type Tally } from "./seed-runs.ts";
import type { RunReport } from "./simulation.ts";

/** Seeds that a worker runs before it asks for more. */
const chunk = 4;
/** Says to a child of this program that it is one. */
const mark = "CABLECUT_SIM_WORKER";

interface Order {
  readonly from: number;
  readonly seeds: number;
  readonly gateways: boolean;
  /** By name, as it goes to another process. */
  readonly scenario: string | null;
}

type Told = { readonly seed: number; readonly report: RunReport } | { readonly violated: number };

export const isWorker = process.env[mark] === "1" && process.send !== undefined;

/** Runs what is ordered over the channel to the parent, until that is closed. */
export function serveParent(): void {
  const tell = (told: Told): void => void process.send?.(told);
  process.on("message", ({ from, seeds, gateways, scenario: name }: Order) => {
    const scenario = scenarios.find((each) => each.name === name) ?? null;
    for (let seed = from; seed < from + seeds; seed += 1) {
      const report = reportOf(seed, { gateways, scenario });
      if (report instanceof Violation) return tell({ violated: seed });
      tell({ seed, report });
    }
  });
  process.on("disconnect", () => process.exit(0));
}

/**
 * Runs the seeds in so many processes of this program side by side. Resolves to the first seed that was told to violate
 * something, or null; `told` hears of each sound run. Rejects where a process ends that was not to.
 */
export async function runSideBySide(
  order: Order,
  jobs: number,
  tally: Tally,
  told: () => void,
): Promise<number | null> {
  const last = order.from + order.seeds;
  let next = order.from;
  const take = (): Order | null => {
    if (next >= last) return null;
    const from = next;
    next = Math.min(last, next + chunk);
    return { ...order, from, seeds: next - from };
  };
  const workers = Array.from({ length: jobs }, startWorker);
  try {
    return await new Promise((settle, fail) => {
      let working = workers.length;
      for (const worker of workers) {
        let left = 0;
        const goOn = (): void => {
          const share = take();
          if (share !== null) {
            left = share.seeds;
            worker.send(share);
          } else if ((working -= 1) === 0) settle(null);
        };
        worker.on("message", (message: Told) => {
          if ("violated" in message) return settle(message.violated);
          addReport(tally, message.report);
          told();
          left -= 1;
          if (left === 0) goOn();
        });
        worker.once("error", fail);
        worker.once("exit", (code, signal) =>
          fail(new Error(`a process of the simulation has ended: ${signal ?? code}`)),
        );
        goOn();
      }
    });
  } finally {
    for (const worker of workers) {
      worker.removeAllListeners("exit").removeAllListeners("message");
      worker.kill();
    }
  }
}

function startWorker(): ChildProcess {
  const [, program = fileURLToPath(import.meta.url)] = process.argv;
  const execArgv = program.endsWith(".ts") ? ["--import", "tsx"] : [];
  return fork(program, { execArgv, env: { ...process.env, [mark]: "1" } });
}
