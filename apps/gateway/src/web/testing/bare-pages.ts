import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHttp } from "../http.ts";

const nothing = (): void => undefined;

/** Three pages of one word each, in a new folder `web`, as a gateway serves them that has heard of no room. */
export function barePages(
  pageFailed: Parameters<typeof createHttp>[4] = nothing,
  options?: Parameters<typeof createHttp>[5],
): { readonly web: string; readonly pages: RequestListener } {
  const web = mkdtempSync(join(tmpdir(), "cablecut-bare-pages-"));
  for (const page of ["phone", "stage", "presenter"]) {
    mkdirSync(join(web, page));
    writeFileSync(join(web, page, "index.html"), page);
  }
  const core = { rooms: { answering: [] } } as unknown as Parameters<typeof createHttp>[0];
  const config = { showId: "show-of-the-test", webDirectory: web };
  const origins = { connectSources: () => ["'self'"], isOfShow: () => true };
  return { web, pages: createHttp(core, config, origins, nothing, pageFailed, options) };
}
