/** A web view of an app that opens scanned links in itself, away from the browser in which a person would look for them later. */
export type InAppBrowser = "wechat" | "alipay" | "other";

const others =
  /\bQQ\/|QQTheme|Weibo|DingTalk|Lark|Feishu|BytedanceWebview|aweme|NewsArticle|baiduboxapp|XiaoHongShu|discover\/|\bLine\/|FBAN|FBAV|Instagram|Twitter|LinkedInApp|Snapchat|; wv\)/i;

/** Null for a browser of its own. Mini programs and mobile Chromium builds of the same makers have names of their own. */
export function inAppBrowserOf(userAgent: string): InAppBrowser | null {
  if (/MicroMessenger/i.test(userAgent)) return "wechat";
  if (/AlipayClient|AliApp\(AP/i.test(userAgent)) return "alipay";
  return others.test(userAgent) ? "other" : null;
}
