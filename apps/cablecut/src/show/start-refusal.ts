import { inOneLine, joinUrlCharactersMax, type LocalizedText } from "@cablecut/protocol";
import { dataRefusalText } from "./data-refusal-text.ts";
import { engineRefusalText } from "../texts/engine-texts.ts";
import type { MemberForeign, MembersLost } from "./member-data.ts";
import type { LogsLost, NoLogReadable } from "./room-logs.ts";
import type { ShowRefusal } from "./show-file.ts";

export interface FailedProcess {
  readonly process: string;
  /** What it said last; may be empty. */
  readonly words: LocalizedText;
  /** It was not ready in time, however often it was begun. */
  readonly slow: boolean;
}

/** Why a show does not start. */
export type StartRefusal =
  | ShowRefusal
  | { readonly kind: "data-directory-in-use"; readonly path: string; readonly holderPid: number }
  /** `code`: the system's name of what is wrong, as EACCES. */
  | { readonly kind: "directory-unusable"; readonly path: string; readonly code: string }
  | {
      readonly kind: "port-taken";
      readonly port: number;
      readonly host: string;
      readonly code: string;
    }
  /** Where a process is to tell Prometheus what it measures. */
  | { readonly kind: "metrics-port"; readonly port: number; readonly code: string }
  | { readonly kind: "bad-topology"; readonly path: string; readonly reason: LocalizedText }
  | { readonly kind: "bad-address"; readonly given: string }
  /** A name or password in an address that everybody sees. */
  | { readonly kind: "secret-in-address"; readonly host: string }
  /** Of so many characters, which no phone reads as a QR code. */
  | { readonly kind: "long-address"; readonly characters: number }
  /** No browser opens anything there. */
  | { readonly kind: "port-of-no-page"; readonly port: number }
  | { readonly kind: "bad-log-level"; readonly given: string; readonly levels: readonly string[] }
  | { readonly kind: "bad-proxy"; readonly given: string }
  | { readonly kind: "too-many-proxies"; readonly max: number }
  | {
      readonly kind: "addresses-of-gateways";
      readonly given: number;
      readonly gateways: number;
    }
  /** etcd is not installed. */
  | { readonly kind: "engine-missing" }
  /** There is an etcd of which no members can be made. */
  | { readonly kind: "engine-version"; readonly version: string }
  | { readonly kind: "bad-wifi"; readonly wrong: "no-ssid" | "ssid" | "password" }
  /** `failed`: the first process that was given up; null where none was. */
  | {
      readonly kind: "process-failed";
      readonly logs: string;
      readonly failed: FailedProcess | null;
    }
  /** show.json is of one show and the rooms' directories of another, or of other rooms. */
  | {
      readonly kind: "logs-of-another";
      readonly rooms: readonly string[];
      readonly reason: LocalizedText;
      readonly lossAccepted: boolean;
    }
  /** Fewer files may be open at once than a show needs. */
  | { readonly kind: "too-few-files"; readonly code: string }
  /** Of `--host`: no address of a page can have it in it. */
  | { readonly kind: "bad-host"; readonly given: string }
  /** Other programs have every port that a show may choose, or are faster each time. */
  | { readonly kind: "no-free-ports" }
  /** So many rooms would have to read what a newer build wrote that the others are no quorum. */
  | {
      readonly kind: "newer-build";
      readonly rooms: readonly string[];
      readonly reason: LocalizedText;
      readonly lossAccepted: boolean;
    }
  /**
   * So many logs cannot be read that the others are no quorum. `lossAccepted`, here as above: the others have begun anew, with
   * nothing, to follow these.
   */
  | {
      readonly kind: "logs-unreadable";
      readonly rooms: readonly string[];
      readonly logs: string;
      readonly lossAccepted: boolean;
    }
  | MembersLost
  | MemberForeign
  | LogsLost
  | NoLogReadable;

/** One line that says what is wrong and what to do. */
export function refusalText(refusal: StartRefusal): LocalizedText {
  switch (refusal.kind) {
    case "data-directory-in-use":
      return {
        en: `${refusal.path} is in use by another show (process ${refusal.holderPid}); stop it, or choose another directory with --data.`,
        zh: `${refusal.path} 正被另一演示使用（进程${refusal.holderPid}）；请先停止它，或用 --data 另选目录。`,
      };
    case "directory-unusable":
      return unusableText(refusal.path, refusal.code);
    case "port-taken":
      return portText(refusal.port, refusal.host, refusal.code);
    case "metrics-port":
      return metricsPortText(refusal.port, refusal.code);
    case "show-file-damaged":
    case "show-file-newer":
    case "show-file-missing":
      return showFileText(refusal);
    case "other-topology":
      return {
        en: `${refusal.path} belongs to a show with other rooms; leave --topology out, or start a new show with --data.`,
        zh: `${refusal.path} 属于机房布局不同的演示；请去掉 --topology，或用 --data 开始新演示。`,
      };
    case "other-engine":
    case "engine-missing":
    case "engine-version":
    case "member-foreign":
      return engineRefusalText(refusal);
    case "bad-pin":
      return { en: `A PIN has ${refusal.reason}.`, zh: "PIN 须为6至12个字母或数字。" };
    case "bad-topology":
      return {
        en: `${refusal.path} is no topology: ${refusal.reason.en}.`,
        zh: `${refusal.path} 不是有效的布局文件：${refusal.reason.zh}。`,
      };
    case "bad-log-level":
      return {
        en: `LOG_LEVEL takes ${refusal.levels.join(", ")}, not "${inOneLine(refusal.given)}".`,
        zh: `LOG_LEVEL 须为 ${refusal.levels.join("、")}，而不是“${inOneLine(refusal.given)}”。`,
      };
    case "bad-address":
    case "bad-host":
    case "secret-in-address":
    case "long-address":
    case "port-of-no-page":
    case "bad-proxy":
    case "too-many-proxies":
    case "addresses-of-gateways":
      return addressRefusalText(refusal);
    case "bad-wifi":
      return wifiTexts[refusal.wrong];
    case "logs-unreadable":
    case "logs-lost":
    case "no-log-readable":
    case "members-lost":
    case "logs-of-another":
    case "newer-build":
      return dataRefusalText(refusal);
    case "no-free-ports":
    case "too-few-files":
      return scarceText(refusal);
    case "process-failed":
      return failedText(refusal.logs, refusal.failed);
  }
}

type ScarceRefusal = Extract<StartRefusal, { kind: "no-free-ports" | "too-few-files" }>;

/** The system has too little of something. */
function scarceText(refusal: ScarceRefusal): LocalizedText {
  if (refusal.kind === "no-free-ports")
    return {
      en: "Other programs take the ports that a show needs, from 21000 on; stop them and try again.",
      zh: "演示所需的端口（21000起）被其他程序占用；请停止这些程序后重试。",
    };
  return {
    en: `More files may not be open at once here (${refusal.code}); allow more, with "ulimit -n 65536" say, and start the show again.`,
    zh: `可同时打开的文件数不足（${refusal.code}）；请提高上限（例如 ulimit -n 65536）后重新启动演示。`,
  };
}

type ShowFileRefusal = Extract<
  StartRefusal,
  { kind: "show-file-damaged" | "show-file-newer" | "show-file-missing" }
>;

function showFileText(refusal: ShowFileRefusal): LocalizedText {
  switch (refusal.kind) {
    case "show-file-damaged":
      return {
        en: `${refusal.path} is damaged (${refusal.reason.en}); restore it, or start a new show in another directory with --data.`,
        zh: `${refusal.path} 已损坏（${refusal.reason.zh}）；请恢复该文件，或用 --data 另选目录开始新演示。`,
      };
    case "show-file-newer":
      return {
        en: `${refusal.path} has format ${refusal.found}, which a newer build wrote; start the show with that build.`,
        zh: `${refusal.path} 的格式为${refusal.found}，由更新的版本写入；请用该版本启动演示。`,
      };
    case "show-file-missing":
      return {
        en: `${refusal.path} is missing although there is data of a show; restore it, or start a new show in another directory with --data.`,
        zh: `${refusal.path} 缺失，但目录中已有演示数据；请恢复该文件，或用 --data 另选目录开始新演示。`,
      };
  }
}

type AddressRefusal = Extract<
  StartRefusal,
  {
    kind:
      | "bad-address"
      | "bad-host"
      | "secret-in-address"
      | "long-address"
      | "port-of-no-page"
      | "bad-proxy"
      | "too-many-proxies"
      | "addresses-of-gateways";
  }
>;

/** What is wrong with how people and proxies reach the gateways. */
function addressRefusalText(refusal: AddressRefusal): LocalizedText {
  switch (refusal.kind) {
    case "bad-address":
      return {
        en: `"${refusal.given}" is not an http or https address, as in --public-url https://show.example.org/.`,
        zh: `“${refusal.given}”不是 http 或 https 地址，例如 --public-url https://show.example.org/。`,
      };
    case "bad-host":
      return {
        en: `No browser opens a page at "${inOneLine(refusal.given)}"; choose another address with --host.`,
        zh: `浏览器无法打开地址为“${inOneLine(refusal.given)}”的页面；请用 --host 另选地址。`,
      };
    case "secret-in-address":
      return {
        en: `--public-url with a name or password for ${refusal.host}: everybody would read it in the QR code; leave it out.`,
        zh: `--public-url 中含有 ${refusal.host} 的用户名或密码：二维码会让所有人看到；请去掉。`,
      };
    case "long-address":
      return longAddressText(refusal.characters);
    case "port-of-no-page":
      return {
        en: `Browsers open no page at port ${refusal.port}, whoever has it; choose another with --port or in --public-url.`,
        zh: `浏览器一律拒绝打开端口${refusal.port}；请用 --port 或在 --public-url 中另选端口。`,
      };
    case "bad-proxy":
      return badProxyText(refusal.given);
    case "too-many-proxies":
      return tooManyProxiesText(refusal.max);
    case "addresses-of-gateways":
      return {
        en: `--public-url names one address for all gateways, or one for each, all different, separated by commas: ${refusal.gateways} here, and ${refusal.given} given.`,
        zh: `--public-url 须为全部网关给出同一个地址，或为每个网关各给出一个不同的地址，以逗号分隔：共需${refusal.gateways}个，已给${refusal.given}个。`,
      };
  }
}

function failedText(logs: string, failed: FailedProcess | null): LocalizedText {
  if (failed?.slow === true)
    return {
      en: `The show could not be started: ${failed.process} was not ready in time, however often it was begun. This machine is too busy or too slow: stop what else runs on it and start the show again. The logs are in ${logs}.`,
      zh: `演示无法启动：${failed.process} 多次启动均未按时就绪。本机过忙或过慢：请停止其他程序后重新启动演示。日志见 ${logs}。`,
    };
  if (failed === null || failed.words.en === "")
    return {
      en: `The show could not be started; the logs are in ${logs}.`,
      zh: `演示无法启动，日志见 ${logs}。`,
    };
  return {
    en: `The show could not be started: ${failed.process} ended with "${failed.words.en}". The logs are in ${logs}.`,
    zh: `演示无法启动：${failed.process} 退出，原因“${failed.words.zh}”。日志见 ${logs}。`,
  };
}

const wifiTexts = {
  "no-ssid": {
    en: "--wifi-password is of no use without --wifi-ssid.",
    zh: "使用 --wifi-password 时须同时给出 --wifi-ssid。",
  },
  ssid: { en: "--wifi-ssid takes 1 to 32 bytes.", zh: "--wifi-ssid 须为1至32字节。" },
  password: {
    en: "--wifi-password takes 8 to 63 Latin letters, digits and signs; leave it out for an open network.",
    zh: "--wifi-password 须为8至63个英文字母、数字或符号；开放网络请省略。",
  },
} as const;

function unusableText(path: string, code: string): LocalizedText {
  switch (code) {
    case "EACCES":
    case "EPERM":
      return {
        en: `${path} belongs to another user; choose another directory with --data, or start the show as that user.`,
        zh: `${path} 属于其他用户；请用 --data 另选目录，或以该用户身份启动演示。`,
      };
    case "ENOSPC":
    case "EDQUOT":
      return {
        en: `There is no space left for ${path}; make some, or choose another disk with --data.`,
        zh: `${path} 所在磁盘空间不足；请清理空间，或用 --data 另选磁盘。`,
      };
    case "EROFS":
      return {
        en: `${path} is on a disk that cannot be written; choose another with --data.`,
        zh: `${path} 所在磁盘为只读；请用 --data 另选磁盘。`,
      };
    case "ENOTSUP":
      return {
        en: `${path} is on a disk without hard links (FAT, exFAT, some shares); choose another with --data.`,
        zh: `${path} 所在磁盘不支持硬链接（如 FAT、exFAT 或部分网络共享）；请用 --data 另选磁盘。`,
      };
    case "EISDIR":
    case "ERR_FS_EISDIR":
      return {
        en: `${path} is a folder where a file of the show belongs; move it away, or choose another directory with --data.`,
        zh: `${path} 是文件夹，而该处应为演示的文件；请将其移走，或用 --data 另选目录。`,
      };
    case "ENOTDIR":
    case "EEXIST":
      return {
        en: `${path} is no directory; choose another with --data.`,
        zh: `${path} 不是目录；请用 --data 另选目录。`,
      };
    default:
      return {
        en: `${path} cannot be used (${code}); choose another directory with --data.`,
        zh: `无法使用 ${path}（${code}）；请用 --data 另选目录。`,
      };
  }
}

function longAddressText(characters: number): LocalizedText {
  return {
    en: `--public-url names an address of ${characters} characters; a QR code that phones read holds at most ${joinUrlCharactersMax}.`,
    zh: `--public-url 中的地址有${characters}个字符；手机可识别的二维码最多容纳${joinUrlCharactersMax}个。`,
  };
}

function badProxyText(given: string): LocalizedText {
  if (given.endsWith("/0"))
    return {
      en: `--trusted-proxy ${given} is everybody, and everybody could say to be anybody; name the proxies.`,
      zh: `--trusted-proxy ${given} 即信任所有人，任何人都可冒充他人；请只写代理的地址。`,
    };
  return {
    en: `"${given}" is no address of a proxy; --trusted-proxy takes IP addresses and networks, as in 192.0.2.7,10.0.0.0/8.`,
    zh: `“${given}”不是代理地址；--trusted-proxy 须为 IP 地址或网段，例如 192.0.2.7,10.0.0.0/8。`,
  };
}

function tooManyProxiesText(max: number): LocalizedText {
  return {
    en: `--trusted-proxy takes at most ${max} addresses and networks.`,
    zh: `--trusted-proxy 最多${max}个地址或网段。`,
  };
}

function metricsPortText(port: number, code: string): LocalizedText {
  const why: LocalizedText =
    code === "gateway"
      ? { en: "is that of a gateway", zh: "已用作网关端口" }
      : code === "EADDRINUSE"
        ? { en: "is taken by another program", zh: "已被其他程序占用" }
        : { en: `cannot be used (${code})`, zh: `无法使用（${code}）` };
  return {
    en: `Port ${port}, for metrics, ${why.en}; choose others with --metrics-port.`,
    zh: `指标端口 ${port} ${why.zh}；请用 --metrics-port 另选。`,
  };
}

function portText(port: number, host: string, code: string): LocalizedText {
  if (code === "EADDRINUSE") {
    return {
      en: `Port ${port} is taken by another program; stop it, or choose another port with --port.`,
      zh: `端口 ${port} 已被其他程序占用；请停止该程序，或用 --port 另选端口。`,
    };
  }
  return {
    en: `Port ${port} on ${host} cannot be used (${code}); choose others with --port and --host.`,
    zh: `无法使用 ${host} 的端口 ${port}（${code}）；请用 --port 与 --host 另选。`,
  };
}
