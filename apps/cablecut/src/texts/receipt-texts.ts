import { type FileRefusal, fileRefusalText } from "@cablecut/named-files";
import {
  accountNumberMin,
  accountNumberOf,
  inOneLine,
  type LocalizedText,
  type TextTable,
} from "@cablecut/protocol";
import type { LookedUp, ReceiptDifference, ReceiptFinding, ReceiptRefusal } from "@cablecut/report";

/** What `verify` says of receipts, and of files that cannot be read. */
export const receiptTexts = {
  unreadable: (path: string, refusal: FileRefusal) => {
    const why = fileRefusalText(refusal);
    return { en: `${path} cannot be read: ${why.en}`, zh: `无法读取 ${path}：${why.zh}` };
  },
  refused: (path: string, line: number, refusal: ReceiptRefusal) => {
    const why = receiptRefusalText(refusal);
    return {
      en: `${path}, line ${line}: ${why.en}`,
      zh: `${path} 第${line}行：${why.zh}`,
    };
  },
  counts: (counts: Readonly<Record<ReceiptFinding, number>>, total: number) => ({
    en: `receipts: ${counts.found} of ${total} found with the same payee, amount, result, entry and chain hash; ${counts.differs} different, ${counts.missing} missing, ${counts["not-checked"]} not checked`,
    zh: `凭证：共${total}笔，${counts.found}笔的收款人、金额、结果、条目与链哈希一致；不同${counts.differs}，缺失${counts.missing}，未核对${counts["not-checked"]}`,
  }),
  repeated: (count: number) => ({
    en: `receipts: copies of these, counted once: ${count}`,
    zh: `凭证：另有${count}笔与其重复，只计一次`,
  }),
  sealNotChecked: {
    en: "not checked: the seal (mac) on a receipt, which only the show's own key can check. What is found here is in the transfers whatever the seal; of a receipt that is different or missing it tells whether a room made it, and the operator can look: verify --data DIRECTORY --receipts FILE",
    zh: "未核对：凭证上的校验码（mac），只有演示自身的密钥才能核对。此处找到的，无论校验码如何都在转账记录中；不同或缺失的凭证，校验码能说明是否由机房出具，操作员可查：verify --data DIRECTORY --receipts FILE",
  },
  wrong: ({ receipt, differences }: LookedUp) => {
    const { sequence, index } = receipt;
    const account = accountNumberOf(receipt.account);
    const said = differences.map(differenceText);
    const isAbsent = said.length === 0;
    const en = isAbsent ? "not in the transfers" : said.map((each) => each.en).join("; ");
    const zh = isAbsent ? "转账记录中没有" : said.map((each) => each.zh).join("；");
    return {
      en: `WRONG  receipt number ${sequence} of account ${account}, entry ${index}: ${en}`,
      zh: `错误  账户${account}序号${sequence}的凭证，条目${index}：${zh}`,
    };
  },
  ofOtherShow: (show: string) => ({
    en: `the receipts are of another show, ${inOneLine(show)}: not compared`,
    zh: `凭证属于另一场演示 ${inOneLine(show)}：未作比较`,
  }),
  notChecked: {
    en: "receipts: not checked, this report holds no transfers",
    zh: "凭证：未核对，此报告不含转账记录",
  },
} satisfies TextTable;

const again = {
  en: "On the phone: Receipts, Copy all; then save all of it",
  zh: "请在手机上：凭证，全部复制，然后完整保存",
};

/** Those of a receipt are shorter. */
const fieldLengthMax = 40;

function receiptRefusalText(refusal: ReceiptRefusal): LocalizedText {
  switch (refusal.kind) {
    case "no-receipts":
      return { en: `there are no receipts. ${again.en}`, zh: `没有凭证。${again.zh}` };
    case "cut-off":
      return { en: `a receipt is not whole. ${again.en}`, zh: `凭证不完整。${again.zh}` };
    case "not-json":
      return { en: `this is no receipt. ${again.en}`, zh: `不是凭证。${again.zh}` };
    case "no-receipt": {
      const field = inOneLine(refusal.field.slice(0, fieldLengthMax));
      return {
        en: `this is no receipt, see ${field}. ${again.en}`,
        zh: `不是凭证，见 ${field}。${again.zh}`,
      };
    }
    case "other-head":
      return {
        en: "from here on they are of another show or name another key: check them one by one",
        zh: "此后的凭证属于另一场演示或另一密钥：请分别核对",
      };
    case "too-many":
      return { en: "these are more receipts than are taken at once", zh: "凭证数量超过上限" };
  }
}

const fieldTexts: Readonly<Record<ReceiptDifference["field"], LocalizedText>> = {
  payee: { en: "payee", zh: "收款人" },
  amountCents: { en: "amount in cents", zh: "金额（分）" },
  result: { en: "result", zh: "结果" },
  index: { en: "entry", zh: "条目" },
  chain: { en: "chain hash", zh: "链哈希" },
};

function numberOf(account: string | number): number {
  return accountNumberMin + Number(account);
}

function differenceText({ field, receipt, row }: ReceiptDifference): LocalizedText {
  const name = fieldTexts[field];
  const [said, held] = field === "payee" ? [receipt, row].map(numberOf) : [receipt, row];
  return {
    en: `${name.en} ${said}, in the transfers ${held}`,
    zh: `${name.zh} ${said}，转账记录为 ${held}`,
  };
}
