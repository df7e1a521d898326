// npm start: install and build what is out of date, then become the show.
// Old syntax until the version is checked, so that an old Node can print the refusal.
import { nodeVersionRefusal } from "./node-version.mjs";

const refusal = nodeVersionRefusal(process.versions.node);
if (refusal === null) {
  import("./cablecut.mjs").then(
    (entry) => entry.runCablecut(["demo"].concat(process.argv.slice(2))),
    (error) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
} else {
  console.error(refusal);
  process.exitCode = 1;
}
