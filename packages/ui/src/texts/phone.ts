import type { LocalizedText, TextTable } from "@cablecut/protocol";

/** What an attendee reads before, beside and around the account. Amounts and names come ready in both languages. */
export const phoneTexts = {
  // Entering
  entering: { en: "Opening your test account", zh: "正在开立测试账户" },
  connecting: { en: "Connecting", zh: "正在连接" },
  askTitle: { en: "Open a test account?", zh: "开立测试账户？" },
  askBody: (number: string) => ({
    en: `You scanned the code of account ${number}. To pay it, this phone needs a test account of its own: no name, no form, test money only.`,
    zh: `你扫描了账户${number}的二维码。付款前需在本机开立一个测试账户：无需姓名，无需填表，仅用测试资金。`,
  }),
  doorsClosedTitle: { en: "The doors are closed", zh: "已停止入场" },
  hallFullTitle: { en: "The hall is full", zh: "现场人数已满" },
  keepOpen: {
    en: "Keep this page open. You will be let in automatically.",
    zh: "请勿关闭本页，开放后自动入场。",
  },
  askYes: { en: "Open my test account", zh: "开立测试账户" },
  privateMode: {
    en: "Not everything can be kept here: do not close or reload this page.",
    zh: "此浏览器无法保存全部数据：请勿关闭或刷新本页。",
  },
  failedTitle: { en: "This page could not start", zh: "页面无法启动" },
  failedBody: {
    en: "Your money is in the rooms, not on this phone. Load the page again.",
    zh: "资金在机房中，不在手机里。请重新加载页面。",
  },
  loadAgain: { en: "Load again", zh: "重新加载" },

  // Account
  accountNumber: (number: string) => ({ en: `Account ${number}`, zh: `账号 ${number}` }),
  testFunds: { en: "test funds", zh: "测试资金" },
  asOf: { en: "as last heard", zh: "最近一次结果" },
  asHeardAgo: ({ en, zh }: LocalizedText) => ({ en: `as heard ${en} ago`, zh: `${zh}前的结果` }),
  opening: { en: "start", zh: "初始" },
  sent: { en: "sent", zh: "付出" },
  received: { en: "received", zh: "收到" },
  paidYou: (name: LocalizedText) => ({ en: `${name.en} paid you`, zh: `${name.zh}向你付款` }),

  // Rooms and their state
  allWell: { en: "all well", zh: "一切正常" },
  noAnswer: { en: "no answer", zh: "无应答" },
  roomUnheard: { en: "not heard", zh: "状态未知" },
  roomsLine: (rooms: number) => ({
    en: `${rooms} rooms, one ledger`,
    zh: `${rooms}个机房，同一账本`,
  }),
  copiesAnswer: (copies: number, answering: number) => ({
    en: `${answering} of ${copies} copies ${answering === 1 ? "answers" : "answer"}`,
    zh: `${answering}/${copies}份副本在线`,
  }),
  copies: (copies: number, answering: number) => ({
    en: `Your money has ${copies} copies: ${answering} ${answering === 1 ? "answers" : "answer"}.`,
    zh: `资金有${copies}份副本，${answering}份在线。`,
  }),
  yourRoomSilent: { en: "Your room does not answer.", zh: "你的机房无应答。" },
  switchingPrompt: {
    en: "Test account disaster recovery switching",
    zh: "测试账户容灾切换中",
  },
  takesOver: {
    en: "Another city takes over. Your phone does it by itself.",
    zh: "其他城市正在接管，手机自动完成。",
  },
  payeeSwitching: (place: LocalizedText) => ({
    en: `${place.en} is cut, you are not. What you pay there is kept.`,
    zh: `${place.zh}断网，你不受影响。付往该处的款项已保留。`,
  }),
  kept: { en: "Kept, not charged", zh: "已保留，未扣款" },
  keptPrompt: {
    en: "Kept. Not charged. We'll send it for you.",
    zh: "已保留，未扣款，稍后自动付出",
  },
  keptCount: (count: number) => ({
    en: count === 1 ? "1 payment kept" : `${count} payments kept`,
    zh: `已保留${count}笔`,
  }),
  keptExplained: (count: number) => ({
    en:
      count === 1 ? "Not charged. We'll send it for you." : "Not charged. We'll send them for you.",
    zh: "未扣款，稍后自动付出",
  }),
  checkingPrompt: { en: "Checking, counts once", zh: "核实中，只记一次" },
  waitingFor: (place: LocalizedText) => ({
    en: `Waiting for ${place.en}`,
    zh: `等待${place.zh}恢复`,
  }),
  seconds: (seconds: number) => ({ en: `${seconds} s`, zh: `${seconds}秒` }),
  nothingWaits: { en: "Nothing of yours waits", zh: "你没有等待中的款项" },
  cutElsewhere: (place: LocalizedText) => ({
    en: `${place.en} is cut, you are not`,
    zh: `${place.zh}断网，你不受影响`,
  }),
  payThere: (place: LocalizedText) => ({
    en: "Pay someone there?",
    zh: `向${place.zh}付款试试`,
  }),
  nowServedBy: (room: LocalizedText) => ({
    en: `You are now served by ${room.en}`,
    zh: `已由${room.zh}接管`,
  }),
  /** Of the own payment, which was the last one that the recovery needed. */
  stoppedTheClock: (seconds: string | null) => ({
    en: `Your payment stopped the clock${seconds === null ? "" : ` at ${seconds} s`}`,
    zh: `你的付款停住了计时${seconds === null ? "" : `：${seconds}秒`}`,
  }),
  everybodyPays: { en: "Everybody pays again", zh: "全部恢复付款" },
  arrivedOnce: { en: "Arrived once", zh: "已到账，仅一次" },
  partnerIsBack: { en: "Your partner is back", zh: "搭档已恢复" },
  goOnTapping: { en: "You can go on tapping", zh: "可以继续点" },
  receiptsSurvived: (verified: number, asked: number) => ({
    en: `${verified} of ${asked} receipts survived`,
    zh: `${verified}/${asked}笔凭证完好`,
  }),
  receiptsMissing: (missing: number) => ({
    en: missing === 1 ? "1 receipt missing" : `${missing} receipts missing`,
    zh: `${missing}笔凭证缺失`,
  }),
  receiptsWaiting: { en: "Checking your receipts soon", zh: "稍后核对你的凭证" },
  receiptsAsking: { en: "Checking your receipts", zh: "正在核对你的凭证" },
  shownBy: (room: LocalizedText) => ({ en: `Shown by ${room.en}`, zh: `由${room.zh}出示` }),
  missingAt: (room: LocalizedText) => ({ en: `Asked of ${room.en}`, zh: `已向${room.zh}核对` }),
  moneyStays: {
    en: "Your money is in the rooms, not on this phone",
    zh: "资金在机房中，不在手机里",
  },
  networkGone: { en: "Your network is gone", zh: "你的网络已断开" },
  networkGoneDetail: {
    en: "This phone is offline. Your money is not affected.",
    zh: "本机处于离线状态，资金不受影响。",
  },
  serverGone: { en: "The show's server is gone", zh: "无法连接现场服务器" },
  serverGoneDetail: {
    en: "Not your room, not your money. Trying again.",
    zh: "与你的机房和资金无关，正在自动重试。",
  },
  reconnecting: { en: "Connecting again", zh: "正在重新连接" },
  noQuorum: { en: "Too few rooms answer", zh: "在线机房不足" },
  noQuorumDetail: { en: "Nothing can be booked; nothing is lost", zh: "暂不能入账，数据不会丢失" },
  askingRoom: { en: "Asking your room", zh: "正在询问你的机房" },
  paused: { en: "The show is paused", zh: "演示已暂停" },
  pausedDetail: {
    en: "Nothing is booked for the moment; what you pay waits.",
    zh: "暂不入账，付款先保留，恢复后付出。",
  },

  // Home
  payPerson: (name: LocalizedText, amount: string) => ({
    en: `Pay ${name.en} ${amount}`,
    zh: `向${name.zh}付款 ${amount}`,
  }),
  yourPartner: { en: "Your partner", zh: "你的搭档" },
  partnerIn: (place: LocalizedText) => ({
    en: `Your partner in ${place.en}`,
    zh: `你在${place.zh}的搭档`,
  }),
  noPartnerYet: { en: "A partner is on the way", zh: "正在为你匹配搭档" },
  tooManyOpen: {
    en: "20 payments wait already. We'll send them for you.",
    zh: "已有20笔付款等待，稍后自动付出。",
  },
  pay: { en: "Pay", zh: "付款" },
  random: { en: "Random", zh: "随机" },
  myCode: { en: "My code", zh: "收款码" },
  receipts: { en: "Receipts", zh: "凭证" },
  payments: { en: "Payments", zh: "收付款" },
  noPayments: {
    en: "Nothing yet. The first payment is one tap away.",
    zh: "暂无记录，点一下即可付款。",
  },
  paidYouRow: { en: "Paid you · booked", zh: "向你付款 · 已入账" },
  openedAccount: { en: "Account opened", zh: "账户开立" },
  waitingTurn: { en: "Waiting its turn", zh: "排队中" },
  confirming: { en: "Confirming", zh: "确认中" },
  booked: { en: "Booked", zh: "已入账" },
  keepPicture: { en: "Keep a picture of the cut", zh: "留一张断缆纪念" },
  keepPictureDetail: {
    en: "Drawn on your phone, nothing is uploaded",
    zh: "在本机绘制，不上传",
  },
  back: { en: "Back", zh: "返回" },
  close: { en: "Close", zh: "关闭" },
  menu: { en: "Your account", zh: "我的账户" },
  findMe: { en: "Find me", zh: "找到我" },
  findMeDetail: {
    en: "Your window shows on the big screen for 2 seconds",
    zh: "你的窗口在大屏上亮2秒",
  },
  found: { en: "Look at the big screen", zh: "请看大屏" },

  // Ends of the visit
  supersededTitle: { en: "Your account is open elsewhere", zh: "账户已在其他页面打开" },
  supersededBody: {
    en: "Another tab or browser has it. Only one page at a time can pay.",
    zh: "可能在其他标签页或浏览器中。同一时间只能在一个页面付款。",
  },
  takeOver: { en: "Use it here", zh: "在此使用" },
  removedTitle: { en: "This account has left the show", zh: "该账户已退出演示" },
  removedBody: {
    en: "The presenter removed it. Thank you for having taken part.",
    zh: "主持人已将其移出，感谢参与。",
  },
  comeInAgain: { en: "Let in again? Come in", zh: "已重新允许？点此进入" },
} satisfies TextTable;

/** Why the door or the ledger said no. */
export const refusalTexts = {
  "unknown-payee": { en: "No such account", zh: "账号不存在" },
  "unreadable-link": { en: "This code names no account", zh: "此二维码不含账号" },
  "no-number": { en: "That is no account number", zh: "这不是账号" },
  "same-account": { en: "That is your own account", zh: "这是你自己的账号" },
  "amount-not-positive": { en: "The amount must be more than 0.00", zh: "金额须大于0.00" },
  "amount-too-large": { en: "At most 10,000.00 at a time", zh: "单笔最多10,000.00" },
  "amount-invalid": { en: "An amount like 8.88", zh: "请输入如8.88的金额" },
  "insufficient-funds": { en: "Not enough test funds", zh: "测试资金不足" },
  malformed: { en: "The show did not understand this", zh: "请求无法识别" },
  "not-entered": { en: "Entering again", zh: "正在重新进入" },
  "unknown-payer": { en: "The show does not know this account", zh: "演示中没有该账户" },
  archived: { en: "Ended long ago; the balance counts", zh: "早已结束，以余额为准" },
  "doors-closed": { en: "The doors are closed. Waiting.", zh: "已停止入场，请稍候。" },
  "opens-elsewhere": {
    en: "An account is opened at this page's own address. Waiting for it.",
    zh: "账户只在本页原地址开立，正在等待连接。",
  },
  "other-token": { en: "Another account is open here", zh: "此连接已有其他账户" },
  "many-are-coming": {
    en: "Many people are coming in. You are next, by itself.",
    zh: "入场人数较多，将自动重试。",
  },
  "last-numbers": {
    en: "Few account numbers are left. The presenter decides.",
    zh: "剩余账号不多，等待主持人放行。",
  },
  "too-many-phones": { en: "The hall is full. Waiting for a place.", zh: "人数已满，正在等待。" },
  "too-fast": { en: "A little slower, please", zh: "操作过快，请稍候" },
  removed: { en: "The presenter removed this account", zh: "主持人已移出该账户" },
  "accounts-full": { en: "All account numbers are given out", zh: "账号已发放完毕" },
  "no-room": { en: "No machine room answers yet", zh: "暂无机房应答" },
  "show-paused": { en: "The show is paused", zh: "演示已暂停" },
  "new-show": { en: "A new show has begun", zh: "新的演示已开始" },
  switching: { en: "Your account's room is switching", zh: "账户所在机房切换中" },
  unknown: { en: "No room has answered yet", zh: "机房尚未应答" },
  unreachable: { en: "No answer. Try again.", zh: "无应答，请重试。" },
  "nobody-yet": { en: "Nobody else is here yet", zh: "现场还没有其他人" },
  "no-windows": { en: "The big screen shows no windows now", zh: "大屏当前不显示窗口" },
  "many-at-once": { en: "Six people are being shown. In a moment.", zh: "正在展示6个人，请稍候。" },
} satisfies TextTable;
