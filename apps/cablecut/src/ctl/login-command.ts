import { exitCodes, operatedShow, tellSessionRefusal, type Target } from "./control-target.ts";
import { askForLoginLink, loginLinkMinutes } from "../show/login-link.ts";
import { qrCode } from "../terminal/qr-code.ts";
import { originsOf } from "../show/running-show.ts";
import { sessionRefusalTexts, sessionTexts } from "../texts/session-texts.ts";

/** `ctl login`: a link that opens the console once, with its QR code. @returns the exit code */
export async function loginCommand(target: Target): Promise<number> {
  const { language } = target;
  const show = operatedShow(target);
  if (show === null) return exitCodes.unreachable;
  const { running, token } = show;
  const asked = await askForLoginLink(originsOf(running), token, running.pages ?? running.join);
  if (!asked.ok) {
    if (isSessionRefusal(asked.refusal)) tellSessionRefusal(asked.refusal, language);
    else console.error(sessionTexts.noLoginLink(asked.refusal)[language]);
    return exitCodes.unreachable;
  }
  console.log(sessionTexts.loginLink(loginLinkMinutes)[language]);
  console.log(asked.link);
  console.log(await qrCode(asked.link, process.stdout.isTTY));
  return exitCodes.done;
}

function isSessionRefusal(refusal: string): refusal is keyof typeof sessionRefusalTexts {
  return Object.hasOwn(sessionRefusalTexts, refusal);
}
