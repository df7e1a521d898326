import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Bundles of another build, for instance one with a planted bug, or one to compare with, can be named by this variable. */
const bundles =
  process.env["CABLECUT_BUNDLES"] ?? fileURLToPath(new URL("../../dist", import.meta.url));

/** The built program of an app. Throws where it was not built. */
export function bundle(app: "room" | "member" | "fabric"): string {
  const path = join(bundles, `${app}.mjs`);
  if (!existsSync(path)) throw new Error(`${path} is missing: run node scripts/build.mjs first`);
  return path;
}
