import type { LocalizedText, TextTable } from "@cablecut/protocol";

/** What an attendee reads on the pages that open over the account. */
export const phonePageTexts = {
  // Pay
  change: { en: "Change", zh: "更换" },
  choosePayee: { en: "Whom do you pay?", zh: "向谁付款？" },
  choose: { en: "Choose", zh: "选择" },
  numberLabel: { en: "Account number, 5 digits", zh: "5位账号" },
  somebody: { en: "Anybody in the hall", zh: "随机一位现场观众" },
  somebodyDetail: { en: "The show picks", zh: "由演示系统选择" },
  recent: { en: "Paid before", zh: "最近付款" },
  partner: { en: "partner", zh: "搭档" },
  lookingUp: { en: "Looking up", zh: "查询中" },
  amountLabel: { en: "Amount, test funds", zh: "金额（测试资金）" },
  amountLimit: (balance: string) => ({
    en: `You have ${balance} · at most 10,000.00`,
    zh: `余额 ${balance} · 单笔最多10,000.00`,
  }),
  confirmPay: (amount: string) => ({ en: `Pay ${amount}`, zh: `付款 ${amount}` }),
  erase: { en: "Erase the last digit", zh: "删除末位" },
  point: { en: "Decimal point", zh: "小数点" },

  // Result
  paid: { en: "Paid", zh: "已付款" },
  keptTitle: { en: "Kept", zh: "已保留" },
  checkingTitle: { en: "Checking", zh: "核实中" },
  waitingWord: { en: "Not sent yet. Not charged.", zh: "尚未发出，未扣款" },
  forgotten: { en: "Ended long ago", zh: "早已结束" },
  keptWord: { en: "Kept. Not charged.", zh: "已保留，未扣款" },
  refused: { en: "Not paid", zh: "未付款" },
  to: { en: "to", zh: "付给" },
  waitingUntil: {
    en: "It goes by itself as soon as its turn comes.",
    zh: "轮到后自动付出。",
  },
  keptUntil: {
    en: "We'll send it for you as soon as it can be booked.",
    zh: "恢复入账后自动付出。",
  },
  checkingUntil: {
    en: "The rooms are asked until they say what became of it. It counts once.",
    zh: "将持续向机房核实，直到有结果，只记一次。",
  },
  confirmingUntil: {
    en: "On its way. Your room asks the others.",
    zh: "已发出，由你的机房与其他机房确认。",
  },
  receipt: { en: "Receipt", zh: "凭证" },
  /** The number that the report has for it too; the opening of an account is 0. */
  receiptNumber: (number: number) => ({ en: `No. ${number}`, zh: `第${number}号` }),
  entry: (index: string) => ({ en: `entry ${index}`, zh: `日志第${index}条` }),
  heldBy: { en: "Held by", zh: "保存于" },
  heldByRooms: (quorum: number, rooms: number) => ({
    en: `at least ${quorum} of ${rooms} rooms`,
    zh: `${rooms}个机房中至少${quorum}个`,
  }),
  took: { en: "Took", zh: "用时" },
  milliseconds: (ms: string) => ({ en: `${ms} ms`, zh: `${ms}毫秒` }),
  tookUnknown: {
    en: "not known, the page slept or was reloaded",
    zh: "未知，页面曾休眠或重新载入",
  },
  chain: { en: "Chain", zh: "哈希链" },
  balance: { en: "Balance", zh: "余额" },
  unchanged: (balance: string) => ({ en: `${balance}, unchanged`, zh: `${balance}，未变` }),
  keptOn: { en: "Kept on", zh: "保留在" },
  thisPhone: { en: "this phone", zh: "本机" },
  done: { en: "Done", zh: "完成" },
  payAgain: { en: "Pay again", zh: "再付一笔" },
  cancelPayment: { en: "Cancel this payment", zh: "取消这笔付款" },

  // Receipts
  threeNumbers: (verified: number, missing: number, waiting: number) => ({
    en: `${verified} verified · ${missing} missing · ${waiting} not heard yet`,
    zh: `${verified}笔已核实 · ${missing}笔缺失 · ${waiting}笔待回应`,
  }),
  /** Older than what rooms keep of an account: behind the three numbers, and none of them. */
  archivedToo: (archived: number) => ({ en: `${archived} archived`, zh: `${archived}笔已归档` }),
  receiptsKept: (kept: number, total: number) => ({
    en:
      kept === total ? `${kept} kept on this phone` : `last ${kept} of ${total} kept on this phone`,
    zh: kept === total ? `本机保存${kept}笔` : `本机保存最近${kept}笔，共${total}笔`,
  }),
  receiptsExplained: {
    en: "After a switch, the room that serves you must show each of these at its place in the log.",
    zh: "切换后，为你服务的机房须在日志原位置逐笔出示。",
  },
  checkedAt: (room: LocalizedText, time: string) => ({
    en: `${room.en}, ${time}`,
    zh: `${room.zh}，${time}`,
  }),
  checkVerified: { en: "survived", zh: "完好" },
  checkMissing: { en: "MISSING", zh: "缺失" },
  checkForged: { en: "not genuine", zh: "非本演示凭证" },
  checkArchived: { en: "archived", zh: "已归档" },
  checkUnasked: { en: "not asked yet", zh: "尚未核对" },
  copyHint: {
    en: "Paste them into the operator's signed report: it checks them against the log.",
    zh: "粘贴到操作员签名的报告中，即可与日志核对。",
  },
  copyAll: { en: "Copy all", zh: "全部复制" },
  copied: { en: "Copied", zh: "已复制" },
  notCopied: {
    en: "This browser does not copy for a page. Press and hold the text.",
    zh: "此浏览器不允许页面复制，请长按文字自行复制。",
  },

  // My code
  myCodeHint: {
    en: "Point another phone's camera here, or type the number.",
    zh: "用另一部手机的相机扫码，或输入账号。",
  },

  // Cue
  everyone: { en: "Everyone:\ntap Pay", zh: "请一起\n付款" },
  ofTapped: (joined: string) => ({
    en: `of ${joined} ${joined === "1" ? "has" : "have"} tapped`,
    zh: `人已付款，共${joined}人`,
  }),
  cueBooked: (balance: string, booked: number) => ({
    en: `Balance ${balance} · ✓\u00a0${booked}\u00a0booked`,
    zh: `余额 ${balance} · ✓\u00a0${booked}笔已入账`,
  }),

  // Hold it up
  holdUp: { en: "Hold it up", zh: "举起手机" },
  holdUpDetail: {
    en: "Your phone becomes one window of the hall",
    zh: "让你的手机成为全场的一扇窗",
  },
  noAnswer: { en: "No answer", zh: "无应答" },
  balanceIs: (balance: string) => ({ en: `Balance ${balance}`, zh: `余额 ${balance}` }),
  tapToGoBack: { en: "tap to go back", zh: "点按返回" },

  // Card
  yourCard: { en: "Your card", zh: "纪念卡" },
  pressAndHold: { en: "Press and hold the card to save it", zh: "长按图片保存" },
  cardAlt: { en: "Your card of this show, as a picture", zh: "本次演示的纪念卡图片" },
} satisfies TextTable;
