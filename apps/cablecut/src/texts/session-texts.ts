import type { LocalizedText, TextTable } from "@cablecut/protocol";
import type { SessionRefusal } from "../show/presenter-session.ts";

/** What is said where a command finds no show, or is not let in. */
export const sessionTexts = {
  noShow: (data: string) => ({
    en: `no show is running on ${data}; see --data`,
    zh: `${data} 上没有正在运行的演示；参见 --data`,
  }),
  noShowFile: (data: string) => ({
    en: `there is no show.json in ${data}; see --data`,
    zh: `${data} 中没有 show.json；参见 --data`,
  }),
  tokenOfAnother: (data: string) => ({
    en: `you may not read ${data}/operator-token: only the user whose show it is may do this`,
    zh: `无权读取 ${data}/operator-token：只有该演示的所有者可执行此操作`,
  }),
  tokenLost: (data: string) => ({
    en: `${data}/operator-token is missing or damaged: stop the show and start it again, which makes a new one`,
    zh: `${data}/operator-token 缺失或已损坏：请停止演示后重新启动，会生成新的令牌`,
  }),
  tokenNotCarried: (data: string) => ({
    en: `${data}/operator-token is missing or damaged: carry the whole folder here again from where it was made`,
    zh: `${data}/operator-token 缺失或已损坏：请从生成处重新复制整个文件夹`,
  }),
  unreadable: (data: string, reason: LocalizedText) => ({
    en: `${data} cannot be read: ${reason.en}`,
    zh: `无法读取 ${data}：${reason.zh}`,
  }),
  loginLink: (minutes: number) => ({
    en: `Opens the console once, within ${minutes} minutes, without the PIN:`,
    zh: `无需 PIN，${minutes}分钟内可打开一次控制台：`,
  }),
  noLoginLink: (refusal: string) => ({
    en: `${refusal}: the gateway gave no login link`,
    zh: `${refusal}：网关未提供登录链接`,
  }),
} satisfies TextTable;

export const sessionRefusalTexts: Readonly<Record<SessionRefusal, LocalizedText>> = {
  "gateway-silent": { en: "the gateway does not answer", zh: "网关没有应答" },
  "wrong-pin": {
    en: "the gateway knows another PIN than show.json; was the show started elsewhere?",
    zh: "网关的 PIN 与 show.json 不同；演示是否在别处启动？",
  },
  "wrong-token": {
    en: "the gateway knows another operator's token than this data directory; was the show started elsewhere?",
    zh: "网关的操作员令牌与该数据目录不同；演示是否在别处启动？",
  },
  "link-over": { en: "the login link is over", zh: "登录链接已失效" },
  malformed: {
    en: "the gateway did not understand the login; is it of another version?",
    zh: "网关无法识别登录请求；版本是否不同？",
  },
  "too-fast": {
    en: "there were too many wrong PINs; wait a minute",
    zh: "PIN 错误次数过多；请等待一分钟",
  },
  "session-over": { en: "the session is over", zh: "会话已结束" },
};
