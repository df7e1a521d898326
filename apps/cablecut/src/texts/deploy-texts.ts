import type { LocalizedText, TextTable } from "@cablecut/protocol";
import { codeWords } from "../show/system-error.ts";
import type { HostsContradiction, HostsRefusal } from "../deploy/hosts-file.ts";

/** What `cablecut deploy` says. */
export const deployTexts = {
  written: (path: string, hosts: number) => ({
    en: `${path}: a folder for each of ${hosts} hosts, and one for the operator.`,
    zh: `${path}：${hosts}台主机各一个文件夹，另有操作员文件夹。`,
  }),
  otherPort: (host: string, opened: number, listens: number) => ({
    en: `${host}: phones open port ${opened}, and its gateway listens at ${listens}: something has to lead from one to the other, or both have to be the same (gateway.url, ports.web).`,
    zh: `${host}：手机打开端口${opened}，网关监听端口${listens}：两者之间须有转发，或改为同一端口（gateway.url、ports.web）。`,
  }),
  noHttps: (host: string, url: string) => ({
    en: `${host}: phones open ${url}, and its gateway speaks http alone: what has the certificate has to stand before it, and to be named (proxy).`,
    zh: `${host}：手机打开 ${url}，而网关只提供 http：须由持有证书的代理转发，并在 proxy 中写明。`,
  }),
  forTheMoment: (path: string) => ({
    en: `${path}: many machines empty /tmp when they start, and /var/tmp now and then; this is for trying out, and no place for a show.`,
    zh: `${path}：许多机器启动时清空 /tmp，并定期清理 /var/tmp；此处只宜试用，不宜用于正式演示。`,
  }),
  withPath: (url: string) => ({
    en: `phones open ${url}: a short link that leads to the show's own address does; a proxy has to give the show an address of its own, without a path.`,
    zh: `手机打开 ${url}：只适用于跳转到演示自身地址的短链接；若为代理，须给演示单独的地址，不带路径。`,
  }),
  keys: {
    en: "They hold keys: carry each to its own host only, and delete it there once it is installed. Keep these: a host that is replaced needs its own once more, and nobody can make it again.",
    zh: "其中含有密钥：每个文件夹只复制到对应主机，安装后在该主机上删除。请保留此处的文件夹：更换主机时还需要，且无法重新生成。",
  },
  pin: (path: string) => ({
    en: `The presenter's PIN stands in ${path}.`,
    zh: `主持人 PIN 见 ${path}。`,
  }),
  next: (host: string) => ({
    en: `On each host: sh ${host}/install.sh says what goes where; --go --first does it and begins the show.`,
    zh: `在每台主机上：sh ${host}/install.sh 说明文件位置；加 --go --first 则执行并开始演示。`,
  }),
  whatToDo: {
    en: "deploy takes one of: hosts.json with --out DIRECTORY, --check FOLDER, --begin FOLDER",
    zh: "deploy 须为以下之一：hosts.json 加 --out 目录、--check 文件夹、--begin 文件夹",
  },
  begun: (room: string) => ({
    en: `The log of ${room} begins.`,
    zh: `${room} 的日志已开始。`,
  }),
  noRoomHere: { en: "No room lives here; nothing to begin.", zh: "此主机没有机房，无需开始。" },
  logExists: (room: string) => ({
    en: `${room} has a log already; it goes on with that.`,
    zh: `${room} 已有日志，将继续使用。`,
  }),
  notBegun: (reason: LocalizedText) => ({
    en: `The log cannot be begun: ${reason.en}`,
    zh: `无法开始日志：${reason.zh}`,
  }),
  /** What is to be done with an earlier show's data. */
  moveAway: (why: LocalizedText, data: string) => ({
    en: `${why.en}; stop what runs of that show here, and move ${data} away first`,
    zh: `${why.zh}；请先停止本机上该演示的进程，并移走 ${data}`,
  }),
  foreignMember: (
    path: string,
    owner: { readonly show: string; readonly room: string } | "unreadable",
  ) =>
    owner === "unreadable"
      ? {
          en: `whose ${path} is cannot be read in its cablecut-member.json`,
          zh: `无法从 ${path} 的 cablecut-member.json 读出其归属`,
        }
      : {
          en: `${path} belongs to show ${owner.show}, etcd member of ${owner.room}`,
          zh: `${path} 属于演示 ${owner.show} 中 ${owner.room} 的 etcd 成员`,
        },
  noHost: (path: string, reason: LocalizedText) => ({
    en: `${path} is no folder of a host: ${reason.en}`,
    zh: `${path} 不是主机文件夹：${reason.zh}`,
  }),
} satisfies TextTable;

/** One line that says what is wrong with hosts.json or the folder. */
export function hostsRefusalText(refusal: HostsRefusal): LocalizedText {
  switch (refusal.kind) {
    case "unreadable":
      return {
        en: `${refusal.path} cannot be read: ${refusal.reason.en}.`,
        zh: `无法读取 ${refusal.path}：${refusal.reason.zh}。`,
      };
    case "malformed": {
      const at = refusal.at === "" ? "" : `${refusal.at}: `;
      return {
        en: `hosts.json is not as it should be: ${at}${refusal.reason.en}.`,
        zh: `hosts.json 格式有误：${at}${refusal.reason.zh}。`,
      };
    }
    case "out-not-empty":
      return {
        en: `${refusal.path} has something in it; keys are made once, so choose another --out.`,
        zh: `${refusal.path} 中已有内容；密钥只生成一次，请另选 --out。`,
      };
    case "out-unusable":
      return {
        en: `${refusal.path} cannot be used: ${codeWords(refusal.code).en}; choose another --out.`,
        zh: `无法使用 ${refusal.path}：${codeWords(refusal.code).zh}；请另选 --out。`,
      };
    case "same-name":
    case "same-address":
    case "same-url":
    case "short-link":
    case "url-elsewhere":
    case "same-port":
    case "mixed-network":
    case "folders-overlap":
    case "idle-host":
    case "unknown-room":
    case "room-twice":
    case "room-missing":
    case "no-gateway":
    case "too-many-gateways":
      return contradictionText(refusal);
  }
}

function contradictionText(refusal: HostsContradiction): LocalizedText {
  switch (refusal.kind) {
    case "same-name":
      return {
        en: `Two hosts are called ${refusal.name}.`,
        zh: `有两台主机都名为 ${refusal.name}。`,
      };
    case "same-address":
      return {
        en: `${refusal.address} is named twice (${refusal.hosts.join(", ")}); every card has an address of its own.`,
        zh: `${refusal.address} 出现两次（${refusal.hosts.join("、")}）；每块网卡须有各自的地址。`,
      };
    case "same-url":
    case "short-link":
    case "url-elsewhere":
    case "no-gateway":
    case "too-many-gateways":
      return gatewaysText(refusal);
    case "same-port":
      return {
        en: `Two processes of ${refusal.host} have port ${refusal.port}; see ports.`,
        zh: `${refusal.host} 上有两个进程使用端口${refusal.port}；请查看 ports。`,
      };
    case "mixed-network":
      return {
        en: `On network ${refusal.network} some hosts have IPv4 addresses and others IPv6 (${refusal.hosts.join(", ")}): they would not reach each other.`,
        zh: `${refusal.network}网中有的主机用 IPv4 地址，有的用 IPv6（${refusal.hosts.join("、")}）：彼此无法到达。`,
      };
    case "folders-overlap":
      return {
        en: `On ${refusal.host} program, config, data, units and node are not apart: ${refusal.folders.join(", ")}.`,
        zh: `${refusal.host} 上的 program、config、data、units、node 须互不包含：${refusal.folders.join("、")}。`,
      };
    case "idle-host":
      return {
        en: `${refusal.name} houses neither a room nor a gateway.`,
        zh: `${refusal.name} 上既没有机房也没有网关。`,
      };
    case "unknown-room":
      return {
        en: `There is no room ${refusal.room}; the topology has ${refusal.rooms.join(", ")}.`,
        zh: `没有机房 ${refusal.room}；布局中有 ${refusal.rooms.join("、")}。`,
      };
    case "room-twice":
      return {
        en: `${refusal.room} is housed by two hosts.`,
        zh: `${refusal.room} 出现在两台主机上。`,
      };
    case "room-missing":
      return {
        en: `No host houses ${refusal.rooms.join(", ")}.`,
        zh: `没有主机承载 ${refusal.rooms.join("、")}。`,
      };
  }
}

type GatewaysContradiction = Extract<
  HostsContradiction,
  { kind: "same-url" | "short-link" | "url-elsewhere" | "no-gateway" | "too-many-gateways" }
>;

function gatewaysText(refusal: GatewaysContradiction): LocalizedText {
  switch (refusal.kind) {
    case "same-url":
      return {
        en: `Two gateways have the address ${refusal.url}.`,
        zh: `有两个网关的地址同为 ${refusal.url}。`,
      };
    case "short-link":
      return {
        en: `${refusal.host}: phones open ${refusal.url}, which can only be a short link: with two gateways pages have to know where this one is. Write its own address there (gateway.url), and have the link lead to it.`,
        zh: `${refusal.host}：手机打开 ${refusal.url}，它只能是短链接；有两个网关时，页面须知道此网关的位置。请在 gateway.url 中填写其自身地址，并让短链接跳转到该地址。`,
      };
    case "url-elsewhere":
      return {
        en: `Phones would open ${refusal.url} for the gateway on ${refusal.hosts[0]}, and that is a card of ${refusal.hosts[1]}.`,
        zh: `手机访问 ${refusal.hosts[0]} 上的网关时会打开 ${refusal.url}，而该地址是 ${refusal.hosts[1]} 的网卡。`,
      };
    case "no-gateway":
      return {
        en: "No host has a gateway, so no phone could come in.",
        zh: "没有主机带有网关，手机将无法接入。",
      };
    case "too-many-gateways":
      return {
        en: `A show has at most ${refusal.max} gateways.`,
        zh: `一场演示最多有${refusal.max}个网关。`,
      };
  }
}
