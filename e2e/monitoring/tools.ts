import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { fileURLToPath } from "node:url";

/** The folder with the rules, the dashboard and the example of a configuration. */
export const monitoring = fileURLToPath(new URL("../../monitoring/", import.meta.url));

/** Null where promtool is there. */
export const promtoolMissing: string | null =
  spawnSync("promtool", ["--version"]).error === undefined
    ? null
    : "promtool is not installed (Debian: prometheus)";

/** What promtool says, and whether it found nothing wrong. */
export function promtool(args: readonly string[], input = ""): { ok: boolean; said: string } {
  const { status, stdout, stderr } = spawnSync("promtool", args, {
    cwd: monitoring,
    input,
    encoding: "utf8",
    timeout: 30_000,
  });
  return { ok: status === 0, said: `${stdout}${stderr}` };
}

/** promtool looks at no family that has no sample: of what is not known yet names and help would never be judged. */
export function withASampleEach(page: string): string {
  return page.replaceAll(
    /^# TYPE (\S+) (?:counter|gauge)\n(?!\1[ {])/gm,
    (line, name: string) => `${line}${name} 0\n`,
  );
}

export function monitoringFile(name: string): string {
  return readFileSync(`${monitoring}${name}`, "utf8");
}

/** So many ports in a row that are free now, below those that the system gives to outgoing connections. */
export async function freeRow(count: number): Promise<number> {
  for (let tries = 0; tries < 50; tries += 1) {
    const first = 11_000 + Math.floor(Math.random() * 9_000);
    const servers = await Promise.all(Array.from({ length: count }, (_, at) => listen(first + at)));
    const free = servers.every((server) => server !== null);
    await Promise.all(
      servers.map((server) => new Promise((done) => server?.close(done) ?? done(0))),
    );
    if (free) return first;
  }
  throw new Error(`no ${count} free ports in a row`);
}

function listen(port: number): Promise<Server | null> {
  const server = createServer();
  return new Promise((done) => {
    server.once("error", () => done(null));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => done(server));
  });
}
