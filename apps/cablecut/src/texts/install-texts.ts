import type { LocalizedText, TextTable } from "@cablecut/protocol";

/** What install.sh says. They stand in a shell script between double quotes: `$` begins a variable of it. */
export const installTexts = {
  head: (name: string, what: LocalizedText) => ({
    en: `What goes where on host ${name} (${what.en}). Without --go it only says it.`,
    zh: `主机 ${name}（${what.zh}）上的文件位置。不加 --go 只作说明。`,
  }),
  headFirst: {
    en: "--first: the show begins, and the log of this room with it. Never on a host that replaces another.",
    zh: "--first：演示开始，本机房的日志随之开始。更换主机时切勿使用。",
  },
  headNoStart: { en: "--no-start: the files alone.", zh: "--no-start：只放置文件。" },
  unknownWord: {
    en: "there is no $word, only --go, --first and --no-start",
    zh: "没有 ${word}，只有 --go、--first 和 --no-start",
  },
  host: (name: string, what: LocalizedText) => ({
    en: `host ${name}: ${what.en}`,
    zh: `主机 ${name}：${what.zh}`,
  }),
  noProgram: (program: string) => ({
    en: `put the program into ${program} first (dist of a built checkout)`,
    zh: `请先将程序（已构建的 dist）放到 ${program}`,
  }),
  noNode: (node: string) => ({
    en: `${node} is not Node.js 20.19 or later; put it there, or say in hosts.json where it is (places.node)`,
    zh: `${node} 不是 Node.js 20.19 或更新版本；请安装到该处，或在 hosts.json 的 places.node 中写明位置`,
  }),
  anothers: (config: string) => ({
    en: `${config} is that of $wrong; move that folder away first if this host is no longer part of it`,
    zh: `${config} 属于\${wrong_zh}；若本机已不再属于它，请先移走该文件夹`,
  }),
  notOurs: (folder: string, user: string, place: string) => ({
    en: `${folder} has something in it that is not of a show, and would be given to user ${user}; say in hosts.json another folder (places.${place}), or move away what is in it`,
    zh: `${folder} 中有不属于演示的内容，而该文件夹将归用户 ${user} 所有；请在 hosts.json 中另选文件夹（places.${place}），或移走其中内容`,
  }),
  cannotStart: (user: string, node: string) => ({
    en: `user ${user} cannot start ${node}; put Node.js where everybody may start it, and say in hosts.json where (places.node)`,
    zh: `用户 ${user} 无法运行 ${node}；请将 Node.js 放到所有用户都可运行之处，并在 hosts.json 的 places.node 中写明`,
  }),
  cannotRead: (user: string, program: string) => ({
    en: `user ${user} cannot read $file; chmod -R a+rX ${program}, and let everybody pass the folders above it`,
    zh: `用户 ${user} 无法读取 \${file}；请执行 chmod -R a+rX ${program}，并允许所有用户进入其上级文件夹`,
  }),
  runs: {
    en: "$unit runs, of a show that began before; stop it first",
    zh: "$unit 正在运行，属于更早开始的演示；请先停止",
  },
  notStarted: (user: string) => ({
    en: `nothing was started; by hand, as ${user}:`,
    zh: `未启动任何进程；可由用户 ${user} 手动启动：`,
  }),
  nothingDone: {
    en: "nothing was done; with --go it is",
    zh: "未作任何更改；加 --go 才会执行",
  },
} satisfies TextTable;

/** What a host has, in the order of its processes. */
export const processTexts = {
  room: { en: "room", zh: "机房" },
  member: { en: "member", zh: "etcd 成员" },
  gateway: { en: "gateway", zh: "网关" },
} satisfies TextTable;
