import type { LocalizedText } from "@cablecut/protocol";
import type { FileRefusal } from "./read-file.ts";

/** Why a file that somebody named is not read. */
export function fileRefusalText(refusal: FileRefusal): LocalizedText {
  switch (refusal.kind) {
    case "absent":
      return { en: "there is no such file", zh: "没有此文件" };
    case "no-file":
      return { en: "it is no file", zh: "不是文件" };
    case "not-allowed":
      return { en: "you may not read it", zh: "没有读取权限" };
    case "too-long":
      return {
        en: `it is longer than ${refusal.bytesMax} bytes`,
        zh: `超过${refusal.bytesMax}字节`,
      };
    case "failed":
      return { en: `the system says ${refusal.code}`, zh: `系统返回 ${refusal.code}` };
  }
}
