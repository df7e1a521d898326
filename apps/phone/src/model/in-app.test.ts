import { expect, test } from "vitest";
import { inAppBrowserOf } from "./in-app.ts";

const android =
  "Mozilla/5.0 (Linux; Android 12; V2148A Build/SP1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0";
const iphone =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 15_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";

test.each([
  [
    `${android} Chrome/90.0.4430.210 XWEB/1300 MMWEBSDK/2023 Mobile Safari/537.36 MicroMessenger/8.0.32`,
    "wechat",
  ],
  [
    `${iphone} Mobile/15E148 MicroMessenger/8.0.50(0x18003226) NetType/WIFI Language/zh_CN`,
    "wechat",
  ],
  [
    `${iphone} Mobile/19G71 NebulaSDK/1.8.100112 Nebula AlipayDefined(nt:WIFI) AliApp(AP/10.5) AlipayClient/10.5`,
    "alipay",
  ],
  [`${iphone} Mobile/15E148 QQ/8.9.28.635 V1_IPH_SQ_8.9.28_1_APP_A`, "other"],
  [`${iphone} Mobile/15E148 [FBAN/FBIOS;FBAV/400.0]`, "other"],
  [`${android} Chrome/110.0 Mobile Safari/537.36`, "other"],
])("%s is the web view of an app", (userAgent, app) => {
  expect(inAppBrowserOf(userAgent)).toBe(app);
});

test.each([
  `${iphone} Version/15.6 Mobile/15E148 Safari/604.1`,
  "Mozilla/5.0 (Linux; Android 13; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36",
  "Mozilla/5.0 (Android 13; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0",
  "Mozilla/5.0 (Linux; U; Android 12; zh-cn) AppleWebKit/537.36 Version/4.0 Chrome/109.0 MQQBrowser/14.2 Mobile Safari/537.36",
])("%s is a browser of its own", (userAgent) => {
  expect(inAppBrowserOf(userAgent)).toBeNull();
});
