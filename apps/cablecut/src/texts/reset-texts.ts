import type { LocalizedText, ResetRefusal, TextTable } from "@cablecut/protocol";

/** What `ctl reset` says. */
export const resetTexts = {
  severalMachines: {
    en: "a show on several machines is not reset from here: stop it, and deploy a new one",
    zh: "多台机器上的演示不能从此处重置：请先停止，再重新部署",
  },
  contentUnknown: {
    en: "the gateway does not say what is in it",
    zh: "网关未说明其内容",
  },
  content: (people: number, payments: number) => ({
    en: `${people} ${people === 1 ? "account" : "accounts"} of people and ${payments} ${payments === 1 ? "payment" : "payments"}`,
    zh: `${people}个观众账户，${payments}笔付款`,
  }),
  cost: (showId: string, content: LocalizedText) => ({
    en: `A reset ends show ${showId} (${content.en}) and begins a new one with the same PIN and addresses.`,
    zh: `重置将结束演示 ${showId}（${content.zh}），并以相同的 PIN 与地址开始新演示。`,
  }),
  newAccounts: {
    en: "Everybody on a phone gets a new account. The data are kept below shows/ in the data directory.",
    zh: "所有手机都会得到新账户。旧数据保存在数据目录的 shows/ 下。",
  },
  nothingDone: {
    en: "Nothing was done; say --yes to do it.",
    zh: "未作任何更改；加 --yes 执行。",
  },
  supervisorSilent: {
    en: "the supervisor does not answer; see what it prints, and cablecut ctl status",
    zh: "主进程没有应答；请查看其输出与 cablecut ctl status",
  },
  ready: (showId: string, pin: string) => ({
    en: `show ${showId} is ready, PIN ${pin}`,
    zh: `演示 ${showId} 就绪，PIN ${pin}`,
  }),
  aside: (showId: string, folder: string) => ({
    en: `show ${showId} was moved to ${folder}`,
    zh: `演示 ${showId} 已移至 ${folder}`,
  }),
} satisfies TextTable;

export const resetRefusalTexts: Readonly<Record<ResetRefusal, LocalizedText>> = {
  "incident-running": {
    en: "cables are cut and the timer runs; wait for the end, or --force",
    zh: "光缆已断，正在计时；请等待结束，或加 --force",
  },
  "incident-unknown": {
    en: "the gateway does not answer, so whether an incident runs is not known; --force resets all the same",
    zh: "网关没有应答，无法得知是否有故障正在处理；加 --force 强制重置",
  },
  busy: {
    en: "the show is starting, stopping or being reset",
    zh: "演示正在启动、停止或重置",
  },
  "not-set-aside": {
    en: "the disk takes no new show, so this one goes on; see what the supervisor prints",
    zh: "磁盘无法容纳新演示，当前演示继续；请查看主进程的输出",
  },
  "not-started": {
    en: "the old show is set aside, the new one could not be started; see what the supervisor prints",
    zh: "旧演示已移开，但新演示无法启动；请查看主进程的输出",
  },
};
