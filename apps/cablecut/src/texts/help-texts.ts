import type { TextTable } from "@cablecut/protocol";

/** What `--help` says of every command and option. */
export const helpTexts = {
  cablecut: {
    en: "Cut the cables of two machine rooms on stage, and prove that no test money was lost.",
    zh: "在台上断开两个机房的光缆，并证明测试资金分文未失。",
  },
  lang: { en: "the language of what is printed here", zh: "此处输出的语言" },
  terminalsLanguage: { en: "the terminal's", zh: "跟随终端" },
  help: { en: "show this help", zh: "显示帮助" },
  helpCommand: { en: "show the help of a command", zh: "显示某个命令的帮助" },
  data: { en: "where the show is kept", zh: "演示数据目录" },
  example: { en: "Example:", zh: "示例：" },
  examples: { en: "Examples:", zh: "示例：" },

  demo: {
    en: "run the whole show on this machine and keep it running",
    zh: "在本机运行整场演示并保持运行",
  },
  port: {
    en: "where browsers connect; 0 takes any free port",
    zh: "浏览器连接的端口；0 表示任意空闲端口",
  },
  host: { en: "the address to listen on", zh: "监听地址" },
  gateways: {
    en: "gateways side by side, 1 to 4; the others take the next free ports",
    zh: "并行网关数，1至4；其余网关使用后续空闲端口",
  },
  newPace: {
    en: "the pace of a new show (default: keynote); a running one is changed by ctl pace",
    zh: "新演示的节奏（默认 keynote）；运行中的演示用 ctl pace 更改",
  },
  engine: {
    en: "what makes the log of a new show: raft (the rooms themselves, default) or etcd (Debian's etcd-server)",
    zh: "新演示的日志引擎：raft（机房自身，默认）或 etcd（Debian 的 etcd-server）",
  },
  pin: {
    en: "the presenter's PIN, 6 to 12 letters or digits",
    zh: "主持人 PIN，6至12个字母或数字",
  },
  metricsPort: {
    en: "the first of 20 loopback ports at which the processes tell Prometheus what they measure; none if left out",
    zh: "各进程供 Prometheus 读取指标的20个连续端口之首；默认不提供",
  },
  publicUrl: {
    en: "what phones open, if not this machine's own address; of several gateways one each, with commas, or one for all behind a proxy",
    zh: "手机访问的地址，若非本机；多网关各一个，逗号分隔，或共用一个",
  },
  trustedProxy: {
    en: "proxies before the gateways whose word counts on where a phone is: addresses or networks, with commas",
    zh: "网关前可信的代理，采信其所报来源：地址或网段，逗号分隔",
  },
  wifiSsid: {
    en: "the hall's network, shown on the stage with a QR code",
    zh: "会场无线网名称，连同二维码显示在大屏上",
  },
  wifiPassword: { en: "of that network; none if it is open", zh: "该网络的密码；开放网络可省略" },
  rehearsal: {
    en: "every screen says that this is a rehearsal",
    zh: "所有屏幕标明这是彩排",
  },
  archiveMib: {
    en: "what each room's archive may take on the disk, in MiB; 0: none (default: 1024, less where little space is left)",
    zh: "每个机房归档的磁盘上限，单位 MiB；0 表示不归档（默认 1024，空间不足时更少）",
  },
  acceptLoss: {
    en: "start although more logs are lost than the other rooms can make good: what these lack is gone",
    zh: "即使丢失的日志超出其余机房可补回的范围也启动：它们没有的数据将丢失",
  },
  topology: { en: "the cities and rooms of a new show, as JSON", zh: "新演示的城市与机房（JSON）" },

  room: {
    en: "run one room alone, as on a machine of its own",
    zh: "单独运行一个机房进程，如同在独立机器上",
  },
  gateway: {
    en: "run one gateway alone, as on a machine of its own",
    zh: "单独运行一个网关进程，如同在独立机器上",
  },
  fabric: {
    en: "run one fabric alone, as on a machine of its own",
    zh: "单独运行光缆进程，如同在独立机器上",
  },
  config: { en: "its configuration, as JSON", zh: "配置文件（JSON）" },

  crowd: {
    en: "synthetic attendees who join and pay, over the phones' own protocol",
    zh: "通过手机协议加入并付款的模拟观众",
  },
  crowdOptions: { en: "see cablecut crowd --help", zh: "参见 cablecut crowd --help" },

  verify: {
    en: "check a show that is stopped, from what its rooms have on their disks",
    zh: "根据各机房磁盘上的数据核验已停止的演示",
  },
  receipts: {
    en: "receipts as a phone copies them, to look up in the report or in every room",
    zh: "手机复制出的凭证，将在报告或每个机房中查证",
  },
  verifyCodes: {
    en: "Exit codes: 0 everything agrees, 1 something does not, cannot be read or cannot be checked, 2 bad arguments.",
    zh: "退出码：0 全部一致；1 存在不一致、无法读取或无法核对；2 参数有误。",
  },

  ctl: { en: "look at a running show and act on it", zh: "查看并操作运行中的演示" },
  targets: {
    en: 'a cable "hz-a/A", a room "hz-a", a city "hz", or "all"',
    zh: "光缆“hz-a/A”、机房“hz-a”、城市“hz”，或“all”",
  },
  controlCodes: {
    en: "Exit codes: 0 done, 1 refused, 2 bad arguments, 3 no show answers.",
    zh: "退出码：0 已完成；1 被拒绝；2 参数有误；3 没有演示应答。",
  },
  status: {
    en: "draw rooms, cables, shards, leader and lag",
    zh: "显示机房、光缆、分片、主节点与落后量",
  },
  watch: { en: "draw again and again", zh: "持续刷新" },
  cut: {
    en: "silence cables: nothing goes through any more, nothing is closed",
    zh: "断开光缆：不再传输任何数据，连接也不关闭",
  },
  cutForce: {
    en: "even if too few rooms would be left to book anything",
    zh: "即使剩余机房不足以入账也执行",
  },
  restore: { en: "let cables carry again", zh: "恢复光缆" },
  interval: { en: "pause between one cable and the next", zh: "相邻两根光缆之间的间隔" },
  fault: { en: "impair cables without cutting them", zh: "损伤光缆而不断开" },
  delay: { en: "added to every byte, each way", zh: "每个方向增加的延迟" },
  jitter: {
    en: "with --delay: up to so much more, at random",
    zh: "与 --delay 同用：随机再增加至多此值",
  },
  loss: {
    en: "chance of each segment, as stalls of TCP",
    zh: "每个报文段丢失的概率，表现为TCP停顿",
  },
  bandwidth: { en: "each way", zh: "每个方向的带宽" },
  oneWay: { en: "silence toward the room, or from it", zh: "单向静默：入方向或出方向" },
  reset: {
    en: "reset every connection that crosses the cable, once",
    zh: "重置经过光缆的所有连接一次",
  },
  clear: {
    en: "take these faults away; a cut cable stays cut",
    zh: "清除这些损伤；已断的光缆保持断开",
  },
  pace: {
    en: "how long the next switch waits and how fast it moves",
    zh: "下次切换的等待时长与迁移速度",
  },
  failback: {
    en: "whether shards go home by themselves when their room is back",
    zh: "机房恢复后分片是否自动回迁",
  },
  onOrOff: { en: "on or off", zh: "on 或 off" },
  login: {
    en: "a link, with its QR code, that opens the console once without the PIN",
    zh: "生成登录链接及二维码，可免 PIN 打开一次控制台",
  },
  audit: {
    en: "let every room that answers recount all funds, and compare their digests",
    zh: "让所有应答的机房重新清点资金并比较摘要",
  },
  auditCodes: {
    en: "Exit codes: 0 all equal and sound, 1 a difference, or not all could be compared, 3 fewer rooms than a quorum.",
    zh: "退出码：0 全部一致且自洽；1 存在差异，或未能全部比较；3 应答机房不足多数。",
  },
  report: {
    en: "write the report of the show so far, signed with the operator's key",
    zh: "写出演示至今的报告，并以操作员密钥签名",
  },
  reportOut: {
    en: "where report.json and the files beside it go",
    zh: "report.json 及其附件的目录",
  },
  verifyReport: {
    en: "a report.json with its files beside it: checked by itself, without a network; with --data also against the rooms' archives there",
    zh: "report.json（其余文件在同一目录）：离线核对；加 --data 时还与该目录中的机房归档核对",
  },
  keyOfWhat: {
    en: "error: --key is of a report: name its report.json",
    zh: "错误：--key 用于核验报告：请指定 report.json",
  },
  keyFingerprint: {
    en: "the fingerprint that the stage or a phone showed: the report must be signed by that key",
    zh: "大屏或手机显示的密钥指纹：报告必须由该密钥签名",
  },
  roomCommands: { en: "act on one room", zh: "操作单个机房" },
  roomName: { en: "the room, as hz-a", zh: "机房，例如 hz-a" },
  rebuild: {
    en: "set a room's log aside and get everything from the other rooms; nothing is deleted",
    zh: "移开机房的日志并从其他机房取回全部数据；不删除任何内容",
  },
  rebuildYes: {
    en: "even if the room runs on a log that can be read",
    zh: "即使该机房正在运行且日志可读",
  },
  resetShow: {
    en: "begin a new show on the running supervisor; the old one's data are kept",
    zh: "在运行中的主进程上开始新演示；保留旧数据",
  },
  resetYes: {
    en: "do it; without it only what would be lost is said",
    zh: "执行；不加则只说明后果",
  },
  resetForce: { en: "even while an incident runs", zh: "即使故障正在处理" },

  deploy: {
    en: "prepare a show on several machines: a folder for each, with configuration, certificates and a systemd unit",
    zh: "准备多台机器上的演示：每台一个文件夹，含配置、证书与 systemd 单元",
  },
  hostsFile: {
    en: "the hosts, their addresses on network A and B, and what runs on each",
    zh: "各主机、其在A网与B网的地址，以及各自运行的内容",
  },
  deployOut: {
    en: "a new folder for what is made; keys are made once",
    zh: "存放生成内容的新文件夹；密钥只生成一次",
  },
  deployCheck: {
    en: "on a host: reach the others over both networks, compare clocks, try disk and ports",
    zh: "在主机上：经两个网络访问其他主机，比较时钟，检查磁盘与端口",
  },
  deployBegin: {
    en: "on a host, once: begin the log of its room; never where it replaces a lost one",
    zh: "在主机上执行一次：开始该机房的日志；替换丢失的主机时切勿使用",
  },
} satisfies TextTable;

/** The headings of help as commander writes them. */
export const headingTexts: Readonly<Record<string, string>> = {
  "Usage:": "用法：",
  "Arguments:": "参数：",
  "Options:": "选项：",
  "Global Options:": "通用选项：",
  "Commands:": "命令：",
};
