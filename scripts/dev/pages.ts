import type { Server } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Vite } from "vitest/node";
import { browserApps } from "../prepare.mjs";
import { repositoryRoot } from "../steps/run-program.ts";

/** A browser app as its own vite serves it, with hot reload over the sockets of the given server. */
export interface Page {
  readonly app: string;
  /** Where it stands: "/", "/stage/". */
  readonly base: string;
  readonly vite: Vite.ViteDevServer;
}

/** Every page with the vite and the vite.config.ts of its app; the most specific address first. */
export async function openPages(server: Server): Promise<readonly Page[]> {
  const pages = await Promise.all(browserApps.map((app) => openPage(app, server)));
  return pages.sort((a, b) => b.base.length - a.base.length);
}

async function openPage(app: string, server: Server): Promise<Page> {
  const folder = join(repositoryRoot, "apps", app);
  const path = createRequire(join(folder, "package.json")).resolve("vite");
  const { createServer } = (await import(pathToFileURL(path).href)) as typeof Vite;
  const vite = await createServer({
    root: folder,
    clearScreen: false,
    logLevel: "warn",
    server: {
      middlewareMode: true,
      hmr: { server },
      // Phones come by whatever name or address the machine has.
      allowedHosts: true,
    },
  });
  return { app, base: vite.config.base, vite };
}
