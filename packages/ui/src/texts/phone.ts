import type { LocalizedText } from "@cablecut/protocol";
import type { TextTable } from "./text-table.ts";

/** What an attendee reads. Amounts come formatted; names of people, rooms and cities come in both languages. */
export const phoneTexts = {
  // Entering
  entering: { en: "Opening your test account", zh: "正在开立测试账户" },
  connecting: { en: "Connecting", zh: "正在连接" },
  askTitle: { en: "Open a test account?", zh: "开立测试账户？" },
  askBody: (number: string) => ({
    en: `You scanned the code of account ${number}. To pay it, this phone needs a test account of its own: no name, no form, test money only.`,
    zh: `你扫描了账户${number}的二维码。付款前需在本机开立一个测试账户：无需姓名，无需填表，仅用测试资金。`,
  }),
  askYes: { en: "Open my test account", zh: "开立测试账户" },
  privateMode: {
    en: "Private mode: this account ends when you close the page.",
    zh: "无痕模式：关闭页面后账户即失效。",
  },

  // Account
  accountNumber: (number: string) => ({ en: `Account ${number}`, zh: `账号 ${number}` }),
  balance: { en: "Balance, test funds", zh: "余额（测试资金）" },
  opening: { en: "start", zh: "初始" },
  sent: { en: "sent", zh: "付出" },
  received: { en: "received", zh: "收到" },
  sum: { en: "start − sent + received = balance", zh: "初始 − 付出 + 收到 = 余额" },
  cameIn: (name: LocalizedText, amount: string) => ({
    en: `${name.en} paid you ${amount}`,
    zh: `${name.zh}向你付款 ${amount}`,
  }),

  // Status: what the table "second by second" of the show says
  roomNormal: (room: LocalizedText) => ({ en: `${room.en} · normal`, zh: `${room.zh} · 正常` }),
  copies: (copies: number, answering: number) => ({
    en: `${copies} copies of your money, ${answering} answering`,
    zh: `资金${copies}份副本，${answering}份在线`,
  }),
  copiesUnheard: (copies: number) => ({
    en: `${copies} copies of your money in the rooms`,
    zh: `你的资金在机房中有${copies}份副本`,
  }),
  switchingPrompt: {
    en: "Test account disaster recovery switching",
    zh: "测试账户容灾切换中",
  },
  keptPrompt: { en: "Kept, not deducted, sends itself", zh: "已保留，未扣款，将自动发送" },
  checkingPrompt: { en: "Checking, counts once", zh: "核实中，只记一次" },
  waitingFor: (place: LocalizedText) => ({
    en: `Waiting for ${place.en}`,
    zh: `等待${place.zh}恢复`,
  }),
  cutElsewhere: (place: LocalizedText) => ({
    en: `${place.en} is cut, you are not. Pay someone there?`,
    zh: `${place.zh}断网，你不受影响。向${place.zh}付款试试`,
  }),
  nowServedBy: (room: LocalizedText) => ({
    en: `Now served by ${room.en}`,
    zh: `已由${room.zh}接管`,
  }),
  arrivedOnce: { en: "Arrived once", zh: "已到账，仅一次" },
  partnerIsBack: { en: "Partner is back", zh: "搭档已恢复" },
  payAgain: { en: "Pay again", zh: "可继续付款" },
  everyonePay: { en: "Everyone: tap Pay", zh: "请一起付款" },
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
  moneyStays: {
    en: "Your money is in the rooms, not on this phone",
    zh: "资金在机房中，不在手机里",
  },
  roomSilent: {
    en: "Your room does not answer. Others hold your money too.",
    zh: "你的机房暂无应答，其他机房存有同样的账目。",
  },
  tryPartner: (name: LocalizedText) => ({
    en: `Try it: pay ${name.en}`,
    zh: `试试看：向${name.zh}付款`,
  }),
  noPartnerYet: { en: "A partner is on the way", zh: "正在为你匹配搭档" },
  networkGone: { en: "Your network is gone", zh: "你的网络已断开" },
  networkGoneDetail: {
    en: "This phone is offline. Your money is not affected.",
    zh: "本机处于离线状态，资金不受影响。",
  },
  serverGone: { en: "The show's server is gone", zh: "无法连接演示服务器" },
  serverGoneDetail: {
    en: "Not your room, not your money. Trying again.",
    zh: "与你的机房和资金无关，正在自动重试。",
  },
  reconnecting: { en: "Connecting again", zh: "正在重新连接" },
  asOf: { en: "Balance as last heard", zh: "余额为最近一次结果" },
  noQuorum: { en: "Too few rooms answer", zh: "在线机房不足" },
  noQuorumDetail: { en: "Nothing can be booked; nothing is lost", zh: "暂不能入账，数据不会丢失" },
  askingRoom: { en: "Asking your room", zh: "正在询问你的机房" },

  // Paying
  pay: { en: "Pay", zh: "付款" },
  payPerson: (name: LocalizedText, amount: string) => ({
    en: `Pay ${name.en} ${amount}`,
    zh: `向${name.zh}付款 ${amount}`,
  }),
  yourPartner: { en: "Your partner", zh: "你的搭档" },
  partnerIn: (place: LocalizedText) => ({
    en: `Your partner in ${place.en}`,
    zh: `你在${place.zh}的搭档`,
  }),
  payByNumber: { en: "By number", zh: "按账号付款" },
  payTo: { en: "Pay by account number", zh: "按账号付款" },
  numberLabel: { en: "Account number, 5 digits", zh: "5位账号" },
  amountLabel: { en: "Amount", zh: "金额" },
  lookingUp: { en: "Looking up", zh: "查询中" },
  recent: { en: "Paid before", zh: "最近付款" },
  confirmPay: (amount: string) => ({ en: `Pay ${amount}`, zh: `付款 ${amount}` }),
  close: { en: "Close", zh: "关闭" },
  withdraw: { en: "Take back", zh: "撤回" },
  tooManyOpen: {
    en: "20 payments are waiting already. They send themselves.",
    zh: "已有20笔付款等待发送，将自动发送。",
  },
  myCode: { en: "My code", zh: "收款码" },
  myCodeHint: {
    en: "Others scan this with their phone's camera to pay you, or type your number.",
    zh: "他人可用手机相机扫码向你付款，或输入你的账号。",
  },

  // Payments and what became of them
  payments: { en: "Payments", zh: "收付款" },
  noPayments: {
    en: "Nothing yet. The first payment is one tap away.",
    zh: "暂无记录，点一下即可付款。",
  },
  to: (name: LocalizedText) => ({ en: `To ${name.en}`, zh: `付给${name.zh}` }),
  from: (name: LocalizedText) => ({ en: `From ${name.en}`, zh: `来自${name.zh}` }),
  openedAccount: { en: "Account opened", zh: "账户开立" },
  waitingTurn: { en: "Waiting its turn", zh: "排队中" },
  confirming: { en: "Confirming", zh: "确认中" },
  booked: { en: "Booked", zh: "已入账" },
  history: { en: "History", zh: "明细" },
  receipts: { en: "Receipts", zh: "凭证" },
  receiptNumber: (number: number) => ({ en: `No. ${number}`, zh: `第${number}号` }),
  logIndex: (index: string) => ({ en: `log entry ${index}`, zh: `日志第${index}条` }),
  receiptsKept: (kept: number, total: number) => ({
    en:
      kept === total ? `${kept} kept on this phone` : `last ${kept} of ${total} kept on this phone`,
    zh: kept === total ? `本机保存${kept}笔` : `本机保存最近${kept}笔，共${total}笔`,
  }),
  receiptsExplained: {
    en: "After a failover, the room that serves you now must show each of these at its place in the log.",
    zh: "容灾切换后，当前为你服务的机房须在日志原位置逐笔出示这些凭证。",
  },
  missingAt: (room: LocalizedText) => ({ en: `asked of ${room.en}`, zh: `已向${room.zh}核对` }),
  shownBy: (room: LocalizedText) => ({ en: `shown by ${room.en}`, zh: `由${room.zh}出示` }),
  checkVerified: { en: "survived", zh: "完好" },
  checkMissing: { en: "MISSING", zh: "缺失" },
  checkForged: { en: "not genuine", zh: "非本演示凭证" },
  checkArchived: { en: "archived", zh: "已归档" },
  checkUnasked: { en: "not asked yet", zh: "尚未核对" },

  // Ends of the visit
  supersededTitle: { en: "Open in another tab", zh: "已在其他页面打开" },
  supersededBody: {
    en: "Your account is open somewhere else. Only one page at a time can pay.",
    zh: "你的账户已在其他页面打开，同一时间只能在一个页面付款。",
  },
  takeOver: { en: "Use it here", zh: "在此使用" },
  removedTitle: { en: "This account has left the show", zh: "该账户已退出演示" },
  removedBody: {
    en: "The presenter removed it. Thank you for having taken part.",
    zh: "主持人已将其移出，感谢参与。",
  },
} satisfies TextTable;

/** Why the door or the ledger said no. */
export const refusalTexts = {
  "unknown-payee": { en: "No such account", zh: "账号不存在" },
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
  "many-at-once": { en: "Six people are being shown. In a moment.", zh: "正在展示6个人，请稍候。" },
} satisfies TextTable;
