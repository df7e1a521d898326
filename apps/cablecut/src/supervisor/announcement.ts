import {
  isShortLink,
  pageAddress,
  qrAddress,
  type ChosenPaceName,
  type Language,
  type RoomStop,
  type LocalizedText,
} from "@cablecut/protocol";
import type { LanAddress } from "./lan-address.ts";
import { qrCode } from "../terminal/qr-code.ts";
import { sessionTexts } from "../texts/session-texts.ts";
import { wayOutOfStop, whyRoomStopped } from "@cablecut/ui/room-stops";
import { loginLinkMinutes } from "../show/login-link.ts";
import { padded } from "../terminal/terminal-columns.ts";

export interface ShowPages {
  /** What phones open, as it was given. */
  readonly join: string;
  /** Where all pages are: what phones open, unless that only leads there. */
  readonly pages: string;
  readonly stage: string;
  readonly presenter: string;
}

/** What people need to know to take part in a running show. */
export interface ShowAddresses extends ShowPages {
  readonly showId: string;
  readonly continued: boolean;
  /** A pace that was asked for at the start of a show that goes on with its own; null otherwise. */
  readonly paceNotTaken: ChosenPaceName | null;
  /** What browsers open at the gateways beside the first. */
  readonly furtherGateways: readonly string[];
  /** Of all gateways, where one address leads to several: whatever stands before them has to know. */
  readonly gatewayPorts: readonly number[];
  /** A proxy was named whose word counts. */
  readonly behindProxy: boolean;
  readonly pin: string;
  /** Opens the console once; null where the gateway gave none. */
  readonly loginLink: string | null;
  readonly dataDirectory: string;
  /** The show runs without them. */
  readonly stopped: readonly RoomStop[];
  /** Further addresses of this machine, should the first be the wrong one. */
  readonly others: readonly LanAddress[];
  /** Whether other devices can reach the join address at all. */
  readonly reachable: boolean;
  readonly readyAfterMs: number;
}

/** The pages of the show where phones open it, or at this machine's own address if that is a short link, below which there is nothing. */
export function pagesOf(joinUrl: string, ownUrl: string): ShowPages {
  const pages = isShortLink(joinUrl) ? ownUrl : joinUrl;
  return {
    join: joinUrl,
    pages,
    stage: pageAddress(pages, "stage"),
    presenter: pageAddress(pages, "presenter"),
  };
}

/** How the gateways are told apart, from what browsers open at each and the port that each has. */
export function gatewayAddresses(
  urls: readonly string[],
  ports: readonly number[],
): Pick<ShowAddresses, "furtherGateways" | "gatewayPorts"> {
  const [, ...further] = new Set(urls);
  return { furtherGateways: further, gatewayPorts: urls.length > 1 + further.length ? ports : [] };
}

/** The text printed once everything is ready; with a QR code of the join address. */
export async function announcement(
  addresses: ShowAddresses,
  language: Language,
  terminal: boolean,
): Promise<string> {
  const say = (text: LocalizedText): string => text[language];
  const row: Row = (label, value) => `  ${padded(say(label), labelColumn)}${value}`;
  const readyAfter = (addresses.readyAfterMs / 1000).toFixed(1);
  const lines = [
    say({
      en: `Show ${addresses.showId} ${addresses.continued ? "goes on" : "is ready"}, after ${readyAfter} s`,
      zh: `演示 ${addresses.showId} ${addresses.continued ? "继续" : "就绪"}，用时${readyAfter}秒`,
    }),
    "",
    row({ en: "Join", zh: "观众加入" }, addresses.join),
    row({ en: "Stage", zh: "大屏" }, addresses.stage),
    row({ en: "Presenter", zh: "主持人" }, `${addresses.presenter}   PIN ${addresses.pin}`),
    ...addresses.furtherGateways.map((url, at) =>
      row({ en: `Gateway ${at + 2}`, zh: `网关${at + 2}` }, url),
    ),
    ...portsRow(addresses.gatewayPorts, row),
    row({ en: "Data", zh: "数据" }, addresses.dataDirectory),
    ...stopNotes(addresses.stopped, say),
    ...paceNotes(addresses.paceNotTaken, say),
    ...addressNotes(addresses, say),
    ...reachabilityNotes(addresses, say),
    "",
    await qrCode(qrAddress(addresses.join), terminal),
    ...(await loginNotes(addresses.loginLink, say, terminal)),
    say({ en: "Stop with Ctrl-C.", zh: "按 Ctrl-C 停止。" }),
  ];
  return lines.join("\n");
}

type Row = (label: LocalizedText, value: string) => string;

function portsRow(ports: readonly number[], row: Row): string[] {
  return ports.length === 0 ? [] : [row({ en: "Ports", zh: "网关端口" }, ports.join(", "))];
}

/** What phones open is not what the gateways serve. */
function addressNotes(
  { join, furtherGateways, behindProxy }: ShowAddresses,
  say: (text: LocalizedText) => string,
): string[] {
  return [join, ...furtherGateways].flatMap((url) => {
    if (isShortLink(url))
      return say({
        en: `  Phones open ${url}: with a path that can only be a short link to the show's own address. A proxy has to give the show an address without one.`,
        zh: `  手机打开 ${url}：带路径的地址只能是跳转到演示自身地址的短链接；若为代理，须给演示不带路径的地址。`,
      });
    if (behindProxy || !url.startsWith("https:")) return [];
    return say({
      en: `  Phones open ${url}, and the gateway speaks http alone: name what stands before it with --trusted-proxy, or the whole hall counts as one address.`,
      zh: `  手机打开 ${url}，而网关只提供 http：请用 --trusted-proxy 写明其前面的代理，否则全场算作同一个地址。`,
    });
  });
}

function stopNotes(stopped: readonly RoomStop[], say: (text: LocalizedText) => string): string[] {
  return stopped.map((stop) => {
    const [why, way] = [whyRoomStopped(stop), wayOutOfStop(stop)];
    return say({
      en: `  Without room ${stop.room}: ${why.en}. What to do: ${way.en}`,
      zh: `  机房 ${stop.room} 未运行：${why.zh}。${way.zh}`,
    });
  });
}

function paceNotes(pace: ChosenPaceName | null, say: (text: LocalizedText) => string): string[] {
  if (pace === null) return [];
  return [
    say({
      en: `  This show keeps the pace it has: --pace is for a new show. To change it: npm run cablecut -- ctl pace ${pace}`,
      zh: `  演示沿用原有节奏：--pace 仅用于新演示。更改节奏：npm run cablecut -- ctl pace ${pace}`,
    }),
  ];
}

function reachabilityNotes(
  addresses: ShowAddresses,
  say: (text: LocalizedText) => string,
): string[] {
  if (!addresses.reachable) {
    return [
      say({
        en: "  Only this computer can open these: no network was found (see --host and --public-url).",
        zh: "  仅本机可访问：未找到局域网（参见 --host 与 --public-url）。",
      }),
    ];
  }
  if (addresses.others.length === 0) return [];
  const list = addresses.others.map(({ address, network }) => `${address} (${network})`).join(", ");
  return [
    say({
      en: `  This computer is also ${list}; choose with --public-url.`,
      zh: `  本机其他地址：${list}，可用 --public-url 指定。`,
    }),
  ];
}

/** For the presenter's phone: it works once, so it may stand on a screen for a moment. */
async function loginNotes(
  link: string | null,
  say: (text: LocalizedText) => string,
  terminal: boolean,
): Promise<string[]> {
  if (link === null) return [];
  return [
    say(sessionTexts.loginLink(loginLinkMinutes)),
    `  ${link}`,
    "",
    await qrCode(link, terminal),
  ];
}

const labelColumn = 11;
