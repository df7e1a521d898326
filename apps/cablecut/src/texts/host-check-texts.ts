import type { ProbeOutcome } from "@cablecut/link";
import { inOneLine, type CableName, type LocalizedText, type TextTable } from "@cablecut/protocol";
import type { EtcdFound } from "@cablecut/replicated-log/etcd-place";
import { privilegedPorts } from "../deploy/host-processes.ts";
import type { Custody } from "../deploy/host-custody.ts";
import { startPatienceMs, type Start } from "../deploy/host-start.ts";
import { probeTimeoutMs, type PortState } from "../deploy/port-state.ts";

const day = (date: Date): string => date.toISOString().slice(0, 10);
const digits = (ms: number): string => ms.toFixed(ms < 10 ? 1 : 0);

/** What `deploy --check` says of a host. */
export const checkTexts = {
  card: (network: CableName, address: string, there: boolean) => ({
    en: `card ${network}: ${address} ${there ? "is this host's" : "is no address of this host"}`,
    zh: `网卡${network}：${address} ${there ? "属于本机" : "不是本机地址"}`,
  }),
  way: (host: string, network: CableName, outcome: ProbeOutcome): LocalizedText => {
    const how = wayTexts(outcome);
    return {
      en: `${host} over ${network}: ${how.en}`,
      zh: `经${network}网到 ${host}：${how.zh}`,
    };
  },
  /** `msMax`: what was too much, else null. */
  clock: (host: string, ms: number, msMax: number | null) => {
    const differs = Math.abs(ms / 1_000).toFixed(1);
    const en = `clock of ${host}: ${differs} s ${ms < 0 ? "behind" : "ahead of"} this host`;
    const zh = `${host} 的时钟：比本机${ms < 0 ? "慢" : "快"}${differs}秒`;
    if (msMax === null)
      return {
        en: `${en}; what is printed depends on it, nothing else`,
        zh: `${zh}；仅影响显示的时间`,
      };
    const most = msMax / 1_000;
    return {
      en: `${en}, and ${most} s at most is right: set the clock that is wrong, or what is printed has wrong times`,
      zh: `${zh}，最多应为${most}秒：请校准有误的时钟，否则显示的时间有误`,
    };
  },
  clockUnknown: {
    en: "clocks of the others: not known, no room answers yet",
    zh: "其他主机的时钟：未知，尚无机房应答",
  },
  certificate: (to: Date) => ({
    en: `certificate: valid until ${day(to)}`,
    zh: `证书：有效至 ${day(to)}`,
  }),
  certificateElsewhen: (from: Date, to: Date, now: Date) => ({
    en: `certificate: valid from ${day(from)} until ${day(to)}, and this host's clock says ${day(now)}: set that clock; where it is right, deploy anew`,
    zh: `证书：有效期为 ${day(from)} 至 ${day(to)}，而本机时钟为 ${day(now)}：请校准本机时钟；若时钟无误，请重新部署`,
  }),
  /** `medianMsMax`: what was too much, else null. */
  sync: (
    data: string,
    {
      medianMs,
      worstMs,
      medianMsMax,
    }: { readonly medianMs: number; readonly worstMs: number; readonly medianMsMax: number | null },
  ) => {
    const en = `disk of ${data}: a sync takes ${digits(medianMs)} ms, at worst ${digits(worstMs)} ms`;
    const zh = `${data} 所在磁盘：一次同步${digits(medianMs)}毫秒，最慢${digits(worstMs)}毫秒`;
    if (medianMsMax === null) return { en, zh };
    return {
      en: `${en}, and ${medianMsMax} ms at most is right: every payment waits for it, so look again when the host has less to do, or take a faster disk`,
      zh: `${zh}，一次同步最多应为${medianMsMax}毫秒：每笔支付都须等待；请待主机空闲时重新检查，或换用更快的磁盘`,
    };
  },
  /** `freeMibMin`: what is lacking, else null. */
  space: (data: string, freeMib: number, freeMibMin: number | null) => {
    const en = `space for ${data}: ${freeMib} MiB are free`;
    const zh = `${data} 的空间：可用${freeMib} MiB`;
    if (freeMibMin === null) return { en, zh };
    return {
      en: `${en}, and ${freeMibMin} MiB at least are needed: make room, or take another disk`,
      zh: `${zh}，至少需要${freeMibMin} MiB：请腾出空间，或换用其他磁盘`,
    };
  },
  noSync: (data: string, code: string) => ({
    en: `disk of ${data}: cannot be written (${code})`,
    zh: `${data} 所在磁盘：无法写入（${code}）`,
  }),
  etcd: (etcd: EtcdFound): LocalizedText => {
    switch (etcd.kind) {
      case "there":
        return { en: `etcd: installed, ${etcd.version}`, zh: `etcd：已安装，${etcd.version}版` };
      case "missing":
        return {
          en: "etcd: not installed (Debian: apt-get install etcd-server)",
          zh: "etcd：未安装（Debian：apt-get install etcd-server）",
        };
      case "other-version":
        return {
          en: `etcd: version ${etcd.version}; it must be 3.4 or 3.5 (Debian: apt-get install etcd-server)`,
          zh: `etcd：${etcd.version}版；须为3.4或3.5版（Debian：apt-get install etcd-server）`,
        };
    }
  },
  keys: (loose: readonly string[]) =>
    loose.length === 0
      ? { en: "keys: only their owner can read them", zh: "密钥：仅所有者可读" }
      : {
          en: `keys: others can read ${loose.map(inOneLine).join(", ")}; chmod 600 them`,
          zh: `密钥：其他用户可读 ${loose.map(inOneLine).join("、")}；请改为 600 权限`,
        },
  custody: (data: string, user: string, custody: Custody): LocalizedText => {
    if (typeof custody === "object") {
      const folder = inOneLine(custody.ofAnother);
      return {
        en: `${folder}: not of user ${user}, as whom the processes run, or something in it is not; chown -R ${user} ${folder}/`,
        zh: `${folder}：该文件夹或其中的文件不属于进程的运行用户 ${user}；请执行 chown -R ${user} ${folder}/`,
      };
    }
    switch (custody) {
      case "right":
        return { en: `${data}: of user ${user}`, zh: `${data}：属于用户 ${user}` };
      case "no-such-user":
        return {
          en: `${data}: there is no user ${user}, as whom the processes run; install.sh --go makes one`,
          zh: `${data}：进程的运行用户 ${user} 不存在；install.sh --go 会创建`,
        };
      case "nothing-there":
        return { en: `${data}: not there yet`, zh: `${data}：尚不存在` };
      case "unknown":
        return { en: `${data}: whose it is cannot be found out`, zh: `${data}：无法确定所有者` };
    }
  },
  start: (user: string, start: Start): LocalizedText => {
    if (start === "right")
      return {
        en: `program: user ${user} can start it`,
        zh: `程序：用户 ${user} 可以运行`,
      };
    if (start === "unknown")
      return {
        en: `program: only root and user ${user} can find out whether ${user} can start it`,
        zh: `程序：只有 root 和用户 ${user} 能检查 ${user} 是否可以运行`,
      };
    if (start === "no-answer")
      return {
        en: `program: what user ${user} can start was not found out within ${startPatienceMs / 1_000} s; look again when this host has less to do`,
        zh: `程序：${startPatienceMs / 1_000}秒内未能确定用户 ${user} 是否可以运行；请待本机空闲时重新检查`,
      };
    if ("cannotStart" in start)
      return {
        en: `program: user ${user} cannot start ${start.cannotStart}; put Node.js 20.19 or later where everybody may start it`,
        zh: `程序：用户 ${user} 无法运行 ${start.cannotStart}；请将 Node.js 20.19 或更新版本放到所有用户都可运行之处`,
      };
    return {
      en: `program: user ${user} cannot read ${start.cannotRead}; chmod -R a+rX its folder, and let everybody pass those above it`,
      zh: `程序：用户 ${user} 无法读取 ${start.cannotRead}；请对其文件夹执行 chmod -R a+rX，并允许所有用户进入其上级文件夹`,
    };
  },
  log: (room: string, why: LocalizedText) => ({
    en: `log of ${room}: the room would refuse it: ${why.en}`,
    zh: `${room} 的日志：机房将拒绝使用：${why.zh}`,
  }),
  port: (port: number, state: Extract<PortState["state"], string>): LocalizedText => {
    switch (state) {
      case "free":
        return { en: `port ${port}: free`, zh: `端口${port}：空闲` };
      case "answers":
        return { en: `port ${port}: answers`, zh: `端口${port}：有应答` };
      case "another":
        return { en: `port ${port}: another program has it`, zh: `端口${port}：已被其他程序占用` };
      case "no-answer":
        return {
          en: `port ${port}: somebody has it, and did not say within ${probeTimeoutMs / 1_000} s that it is this show's; look again when this host has less to do`,
          zh: `端口${port}：已被占用，${probeTimeoutMs / 1_000}秒内无应答，无法确认是否属于本演示；请待本机空闲时重新检查`,
        };
      case "not-tried":
        return {
          en: `port ${port}: nobody has it; only root and the unit that wants it may take a port below ${privilegedPorts}, so it was not tried`,
          zh: `端口${port}：无人占用；${privilegedPorts}以下的端口仅 root 与所属服务单元可用，因此未试用`,
        };
    }
  },
  portRefused: (port: number, reason: string) => ({
    en: `port ${port}: who has it is not taken for this show's room: ${reason}`,
    zh: `端口${port}：已被占用，对方不被认作本演示的机房：${refusalInChinese(reason)}`,
  }),
  portNotHad: (port: number, code: string) => ({
    en: `port ${port}: cannot be had (${code})`,
    zh: `端口${port}：无法使用（${code}）`,
  }),
  good: { en: "this host is ready", zh: "本机就绪" },
  bad: (count: number) => ({
    en: `${count} of these must be put right`,
    zh: `其中${count}项须修正`,
  }),
} satisfies TextTable;

/** What links call their refusals, which are names and no sentences. */
const linkRefusals: Readonly<Record<string, string>> = {
  "no-certificate": "对方没有证书",
  "wrong-authority": "证书不是本演示签发",
  "certificate-expired": "证书已过期",
  "certificate-not-yet-valid": "证书尚未生效",
  "certificate-refused": "证书未被接受",
  "wrong-name": "证书属于另一节点",
  "tls-version": "TLS 版本过旧",
  "not-encrypted": "连接未加密",
  "no-handshake": "未完成握手",
  "protocol-mismatch": "协议版本不同",
  "other-show": "属于另一场演示",
  "wrong-secret": "连接密钥不同",
  closed: "连接被关闭",
};

function refusalInChinese(reason: string): string {
  const words = Object.hasOwn(linkRefusals, reason) ? linkRefusals[reason] : undefined;
  return words === undefined ? reason : `${words}（${reason}）`;
}

function wayTexts(outcome: ProbeOutcome): LocalizedText {
  switch (outcome.kind) {
    case "answers":
      return {
        en: `answers in ${digits(outcome.rttMs)} ms`,
        zh: `${digits(outcome.rttMs)}毫秒应答`,
      };
    case "nothing-listens":
      return { en: "the host is there, nothing runs yet", zh: "主机可达，尚未运行" };
    case "silent":
      return { en: "silent", zh: "无应答" };
    case "no-way":
      return { en: `no way there (${outcome.code})`, zh: `无法到达（${outcome.code}）` };
    case "refused":
      return {
        en: `refused: ${outcome.reason}`,
        zh: `被拒绝：${refusalInChinese(outcome.reason)}`,
      };
  }
}
