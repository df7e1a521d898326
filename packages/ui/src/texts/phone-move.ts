import type { TextTable } from "@cablecut/protocol";

/** What an attendee reads about other browsers: the web view of an app, and the one-time link that moves an account. */
export const moveTexts = {
  move: { en: "Move to another browser", zh: "转到其他浏览器" },
  movePage: { en: "Another browser", zh: "其他浏览器" },
  openOutside: { en: "Open outside", zh: "在外部打开" },
  moveDetail: { en: "A link that works once", zh: "生成一次性链接" },
  linkLabel: { en: "One-time link to this account", zh: "本账户的一次性链接" },
  scanOrCopy: {
    en: "Open it in the other browser, or point another phone's camera here.",
    zh: "在其他浏览器中打开，或用另一部手机的相机扫码。",
  },
  openOutsideWithAccount: {
    en: "Tap ··· above and choose Open in browser: your account comes along.",
    zh: "点右上角···，选择“在浏览器打开”，账户随之转移。",
  },
  worksOnce: (seconds: number) => ({
    en: `Works once, within ${seconds} s`,
    zh: `${seconds}秒内有效，仅限一次`,
  }),
  copyLink: { en: "Copy the link", zh: "复制链接" },
  linkOver: { en: "The link has run out.", zh: "链接已过期。" },
  newLink: { en: "Make a new link", zh: "生成新链接" },
  waitsFirst: (payments: number) => ({
    en:
      payments === 1
        ? "1 payment waits on this phone. It must be sent before this phone's account can move or be replaced."
        : `${payments} payments wait on this phone. They must be sent before this phone's account can move or be replaced.`,
    zh: `本机还有${payments}笔付款等待，付出后才能转移或替换本机账户。`,
  }),
  receiptsStay: {
    en: "The receipts that this browser keeps stay in it. The rooms have all of them.",
    zh: "此浏览器保存的凭证留在本机，机房存有全部记录。",
  },

  // Opened by such a link
  movingTitle: { en: "Use the account of this link?", zh: "使用链接中的账户？" },
  movingBody: {
    en: "This browser has an account already. It would be replaced by the one that you are moving here.",
    zh: "此浏览器已有账户，将被链接中的账户替换。",
  },
  movingYes: { en: "Use the link's account", zh: "使用链接中的账户" },
  movingNo: { en: "Keep mine", zh: "保留现有账户" },
  notMovedTitle: { en: "This link moves nothing", zh: "链接无效" },
  goOn: { en: "Go on here", zh: "在此继续" },

  stayHere: { en: "Stay here", zh: "留在这里" },

  // Something was thrown in the page
  pageFailed: { en: "Something went wrong in this page", zh: "页面出错" },
} satisfies TextTable;

/** Why a link moved nothing. */
export const moveRefusalTexts = {
  "link-over": {
    en: "It works once and for a minute. Make a new one on the other phone.",
    zh: "链接仅限一次，一分钟内有效。请在原手机上重新生成。",
  },
  "other-gateway": {
    en: "The server that made it cannot be asked now. Make a new one on the other phone.",
    zh: "生成该链接的服务器暂时无法应答。请在原手机上重新生成。",
  },
  malformed: { en: "This is no link of the show.", zh: "不是本演示的链接。" },
  "too-fast": {
    en: "Too many tries. Make a new one in a moment.",
    zh: "尝试过多，请稍后重新生成。",
  },
  "other-token": {
    en: "Another account is open here already.",
    zh: "此处已打开其他账户。",
  },
} satisfies TextTable;

/** In whose web view the page was opened, and what that means. */
export const inAppTitles = {
  wechat: { en: "You are inside WeChat", zh: "你正在微信内打开" },
  alipay: { en: "You are inside Alipay", zh: "你正在支付宝内打开" },
  other: { en: "You are inside another app", zh: "你正在其他应用内打开" },
} satisfies TextTable;
const openInBrowser = {
  en: "It works here, but is gone with this window. To find it again: ··· at the top right, Open in browser.",
  zh: "可以直接使用，但关闭后不易找回。建议点右上角···，选择“在浏览器打开”。",
};
export const inAppDetails = {
  wechat: openInBrowser,
  alipay: openInBrowser,
  other: {
    en: "It works here, but is gone with this window. To find it again, open it in your browser.",
    zh: "可以直接使用，但关闭后不易找回。建议在手机浏览器中打开。",
  },
} satisfies TextTable;
