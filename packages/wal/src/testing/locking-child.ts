// Reports that it is there, takes the lock of the named directory on the first message, and ends on the second.
import { lockDirectory } from "../directory-lock.ts";
import { nodeFiles } from "../node-files.ts";
import { machineProcesses } from "../process-table.ts";

process.once("message", () => {
  void lockDirectory(nodeFiles, process.argv[2] ?? "", machineProcesses).then(({ ok }) => {
    process.send?.(ok);
    process.once("message", () => process.exit(0));
  });
});
process.send?.("here");
