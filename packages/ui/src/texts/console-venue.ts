import type { LocalizedText, VenueCheck, VenueCheckName } from "@cablecut/protocol";
import { formatCount } from "../format.ts";

/** What is checked of the place, by name. */
export const venueTexts = {
  "join-opened": { en: "Opened from a real phone", zh: "真机已扫码打开" },
  port: { en: "Port and firewall", zh: "端口与防火墙" },
  power: { en: "Power supply", zh: "电源" },
  sleep: { en: "Sleep", zh: "休眠" },
  clock: { en: "Clock", zh: "时钟" },
  "disk-free": { en: "Free disk", zh: "磁盘空间" },
  "disk-sync": { en: "Disk sync", zh: "磁盘同步" },
  "open-files": { en: "Open files", zh: "打开文件数" },
  "stage-screen": { en: "Stage's resolution", zh: "大屏分辨率" },
  "round-trip": { en: "Phones' round trip", zh: "手机往返时延" },
  rehearsal: { en: "A cut was rehearsed", zh: "断缆已彩排" },
} satisfies Record<VenueCheckName, LocalizedText>;

const cannotTell = {
  en: "cannot be checked on this system",
  zh: "本系统无法检查",
} satisfies LocalizedText;

/** What was found, in words. */
export function tellVenue(check: VenueCheck): LocalizedText {
  switch (check.check) {
    case "join-opened":
      return tellJoin(check);
    case "port":
      return tellPort(check);
    case "power":
      return powerTexts[check.found];
    case "sleep":
      return tellSleep(check);
    case "clock":
      return clockTexts[check.found];
    case "disk-free":
      if (check.found === "unknown") return cannotTell;
      return {
        en: `${gigabytes(check.megabytes)} GB free`,
        zh: `剩余${gigabytes(check.megabytes)} GB`,
      };
    case "disk-sync":
      if (check.found === "unknown") return { en: "not measured yet", zh: "尚未测得" };
      return { en: `p99 ${check.ms.toFixed(1)} ms`, zh: `p99 ${check.ms.toFixed(1)}毫秒` };
    case "open-files":
      return {
        en: `room for ${formatCount(check.phones)} phones`,
        zh: `可容纳${formatCount(check.phones)}部手机`,
      };
    case "stage-screen":
      if (check.found === "none") return { en: "no stage is open", zh: "没有打开大屏" };
      return same(`${check.width} × ${check.height}`);
    case "round-trip":
      if (check.found === "none") return { en: "no phone was timed yet", zh: "尚无手机测量" };
      return {
        en: `p50 ${check.p50Ms} ms, p99 ${check.p99Ms} ms`,
        zh: `p50 ${check.p50Ms}毫秒，p99 ${check.p99Ms}毫秒`,
      };
    case "rehearsal":
      if (check.found === "none") return { en: "not yet", zh: "尚未彩排" };
      return check.before === true
        ? { en: `${check.runs} before this show`, zh: `本场之前${check.runs}次` }
        : { en: `${check.runs} in this show`, zh: `本场${check.runs}次` };
  }
}

function tellJoin(check: Extract<VenueCheck, { check: "join-opened" }>): LocalizedText {
  switch (check.found) {
    case "no-phone":
      return { en: "scan the code to check", zh: "请扫码检查" };
    case "this-machine-only":
      return { en: "only from this machine so far", zh: "目前仅来自本机" };
    case "same-network":
      return { en: `from this network, ${check.network}`, zh: `来自本网络 ${check.network}` };
    case "other-network":
      return { en: `from another network, ${check.network}`, zh: `来自其他网络 ${check.network}` };
    case "internet":
      return { en: `over the internet, ${check.network}`, zh: `来自互联网 ${check.network}` };
  }
}

function tellPort(check: Extract<VenueCheck, { check: "port" }>): LocalizedText {
  if (check.addressGone !== undefined) {
    return {
      en: `${check.addressGone} is not this machine's any more: give it that address again (cable, network settings). Start the show again only if nobody has come in yet`,
      zh: `${check.addressGone} 已不是本机地址：请恢复该地址（检查网线或网络设置）；尚无人加入时也可重新启动演示`,
    };
  }
  switch (check.found) {
    case "reached":
      return { en: `${check.port} is reached from outside`, zh: `外部可访问端口${check.port}` };
    case "not-reached-yet":
      return {
        en: `${check.port}: nobody from outside yet; a firewall cannot be seen from here`,
        zh: `端口${check.port}尚无外部访问；防火墙无法从本机检查`,
      };
    case "this-machine-only":
      return {
        en: `${check.port} listens on this machine only`,
        zh: `端口${check.port}仅本机可访问`,
      };
  }
}

function tellSleep(check: Extract<VenueCheck, { check: "sleep" }>): LocalizedText {
  if ("minutes" in check) {
    const { minutes } = check;
    return { en: `after ${minutes} min: switch it off`, zh: `${minutes}分钟后休眠，请关闭` };
  }
  if (check.found === "never") return { en: "never by itself", zh: "不会自动休眠" };
  return {
    en: "cannot be checked on this system: switch it off by hand",
    zh: "本系统无法检查，请手动关闭休眠",
  };
}

const powerTexts = {
  mains: { en: "on mains", zh: "已接电源" },
  battery: { en: "on battery: plug it in", zh: "正在用电池，请接电源" },
  "no-battery": { en: "no battery, so on mains", zh: "无电池，使用市电" },
  unknown: cannotTell,
} satisfies Record<Extract<VenueCheck, { check: "power" }>["found"], LocalizedText>;

const clockTexts = {
  synchronised: { en: "set by the network", zh: "已与网络同步" },
  "not-synchronised": {
    en: "not set by the network; only printed times differ",
    zh: "未同步；仅影响显示的时刻",
  },
  unknown: cannotTell,
} satisfies Record<Extract<VenueCheck, { check: "clock" }>["found"], LocalizedText>;

function gigabytes(megabytes: number): string {
  return (megabytes / 1_000).toFixed(megabytes < 100_000 ? 1 : 0);
}

function same(text: string): LocalizedText {
  return { en: text, zh: text };
}

/** What a check comes to, for those who hear the page instead of seeing it. */
export const checkStateTexts = {
  ok: { en: "in order", zh: "正常" },
  waiting: { en: "not yet", zh: "待完成" },
  failed: { en: "to be seen to", zh: "需处理" },
  unknown: { en: "cannot be checked", zh: "无法检查" },
} satisfies Record<"ok" | "waiting" | "failed" | "unknown", LocalizedText>;
