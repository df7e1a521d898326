// npm run dev: a real show whose pages come from vite with hot reload, and whose programs are built and started again
// when their sources change.
import { createServer, type Server } from "node:http";
import { networkInterfaces } from "node:os";
import { join, resolve } from "node:path";
import { asked } from "../asked.ts";
import { serveFront } from "./front.ts";
import { openPages } from "./pages.ts";
import { programsFolder, watchPrograms } from "./programs.ts";
import { Show } from "./show.ts";

const { language, options } = asked({
  name: "dev",
  call: "npm run dev --",
  about: {
    en: `A real show to develop with. The three pages are reloaded hot; rooms, fabric and gateway are built and started again,
one after the other, when their sources change.`,
    zh: `用于开发的真实演示。三个页面热更新；机房、光缆与网关的源代码更改后自动重新构建，并逐一重启。`,
  },
  options: {
    port: {
      kind: "number",
      min: 0,
      max: 65_535,
      fallback: 2626,
      about: { en: "of the pages; 0 is any that is free", zh: "页面端口；0 为任意空闲端口" },
    },
    host: {
      kind: "text",
      shown: "ADDRESS",
      fallback: "0.0.0.0",
      about: { en: "where the pages listen", zh: "页面监听地址" },
    },
    data: {
      kind: "text",
      shown: "DIRECTORY",
      fallback: ".data/dev",
      about: { en: "where the show is kept", zh: "演示数据目录" },
    },
    pace: {
      kind: "choice",
      of: ["keynote", "booth", "full-speed"],
      fallback: null,
      about: { en: "of a new show (keynote)", zh: "新演示的节奏（keynote）" },
    },
    pin: {
      kind: "text",
      shown: "PIN",
      fallback: null,
      about: { en: "the presenter's (a random one)", zh: "主持人 PIN（随机）" },
    },
  },
  more: {
    en: `Its commands: npm run cablecut -- ctl status --data .data/dev
Ctrl-C ends everything. Exit codes: 0 stopped, 1 it could not start, 2 bad arguments.`,
    zh: `控制命令：npm run cablecut -- ctl status --data .data/dev
按 Ctrl-C 停止。退出码：0 已停止；1 无法启动；2 参数有误。`,
  },
});

const texts = {
  preparing: { en: "Building programs and pages ...", zh: "正在构建程序与页面 ..." },
  changed: (app: string) => ({
    en: `${app} has changed: starting it again`,
    zh: `${app} 已更改：正在重启`,
  }),
  noPort: (port: number, reason: string) => ({
    en: `dev: cannot listen on port ${port} (${reason}); choose another with --port`,
    zh: `dev：无法监听端口 ${port}（${reason}）；请用 --port 另选`,
  }),
};

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((done, failed) => {
    server.once("error", failed);
    server.listen(port, host, () => {
      const bound = server.address();
      done(typeof bound === "object" && bound !== null ? bound.port : port);
    });
  });
}

/** What phones open: the address given, or the first of this machine that others can reach. */
function publicHost(host: string): string {
  if (host !== "0.0.0.0" && host !== "::") return host.includes(":") ? `[${host}]` : host;
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return (
    addresses.find(({ family, internal }) => family === "IPv4" && !internal)?.address ?? "localhost"
  );
}

async function main(): Promise<number> {
  const server = createServer();
  const { host } = options;
  let port: number;
  try {
    port = await listen(server, options.port, host);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    console.error(texts.noPort(options.port, reason)[language]);
    return 1;
  }
  console.log(texts.preparing[language]);
  const dataDirectory = resolve(options.data);
  const show = new Show({
    program: join(programsFolder, "cablecut.mjs"),
    dataDirectory,
    flags: [
      "--host=127.0.0.1",
      "--port=0",
      `--public-url=http://${publicHost(host)}:${port}/`,
      `--lang=${language}`,
      ...(options.pace === null ? [] : [`--pace=${options.pace}`]),
      ...(options.pin === null ? [] : [`--pin=${options.pin}`]),
    ],
  });

  // One after the other, however many sources change at once.
  let replacing = Promise.resolve();
  const programs = await watchPrograms((app) => {
    replacing = replacing.then(async () => {
      console.log(texts.changed(app)[language]);
      await (app === "cablecut" ? show.startAgain() : show.replace(app));
    });
  });
  const pages = await openPages(server);
  serveFront(server, pages, () => show.gateway());

  const ended = new Promise<number>((settle) => {
    show.onEnd = settle;
    const stop = (): void => void show.stop().then(() => settle(0));
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
    process.on("disconnect", stop);
  });
  const ready = await show.start();
  if (ready !== null) process.send?.(ready);
  const code = await ended;
  await programs.close();
  await Promise.all(pages.map(({ vite }) => vite.close()));
  server.closeAllConnections();
  server.close();
  return code;
}

process.exit(await main());
