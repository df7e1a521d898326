import {
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

/** What people need to know to take part in a running show. */
export interface ShowAddresses {
  readonly showId: string;
  readonly continued: boolean;
  /** A pace that was asked for at the start of a show that goes on with its own; null otherwise. */
  readonly paceNotTaken: ChosenPaceName | null;
  readonly join: string;
  readonly stage: string;
  readonly presenter: string;
  /** What browsers open at the gateways beside the first. */
  readonly furtherGateways: readonly string[];
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

/** The pages of the show below the address that phones open, which stays as it was given. */
export function pagesOf(joinUrl: string): Pick<ShowAddresses, "join" | "stage" | "presenter"> {
  return {
    join: joinUrl,
    stage: pageAddress(joinUrl, "stage"),
    presenter: pageAddress(joinUrl, "presenter"),
  };
}

/** The text printed once everything is ready; with a QR code of the join address. */
export async function announcement(
  addresses: ShowAddresses,
  language: Language,
  terminal: boolean,
): Promise<string> {
  const say = (text: LocalizedText): string => text[language];
  const row = (label: LocalizedText, value: string): string =>
    `  ${padded(say(label), labelColumn)}${value}`;
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
    row({ en: "Data", zh: "数据" }, addresses.dataDirectory),
    ...stopNotes(addresses.stopped, say),
    ...paceNotes(addresses.paceNotTaken, say),
    ...reachabilityNotes(addresses, say),
    "",
    await qrCode(qrAddress(addresses.join), terminal),
    ...(await loginNotes(addresses.loginLink, say, terminal)),
    say({ en: "Stop with Ctrl-C.", zh: "按 Ctrl-C 停止。" }),
  ];
  return lines.join("\n");
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
