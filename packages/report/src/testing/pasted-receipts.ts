/** As a room makes it. */
export const receipt = {
  account: 240,
  sequence: 1,
  payee: 241,
  amountCents: 888,
  result: "booked",
  index: 1_234,
  chain: "00112233445566aa",
  mac: "0".repeat(32),
};
export const head = { cablecut: "receipts", show: "0123456789ab", key: "0123456789abcdef0123" };

export function lines(...values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join("\n");
}

const { account: _, payee: __, ...rest } = receipt;
/** The same, as its phone copies it. */
const own = { accountNumber: 10_240, payeeNumber: 10_241, ...rest };
const copied = lines(head, own, { ...own, sequence: 2 });
const wide = (text: string): string =>
  text.replaceAll(/[0-9:,{}]/g, (each) =>
    String.fromCodePoint((each.codePointAt(0) ?? 0) + 0xfee0),
  );

/** What becomes of receipts on their way from a phone to whoever checks them: all of these hold the same two. */
export const waysOfReceipts: Readonly<Record<string, string>> = {
  "as they were copied": copied,
  "with line ends of Windows and a mark in front": `\uFEFF${copied.replaceAll("\n", "\r\n")}\r\n\r\n`,
  "without the line in front": lines(own, { ...own, sequence: 2 }),
  "as a list": JSON.stringify([own, { ...own, sequence: 2 }], null, 2),
  "as rooms make them": lines(head, receipt, { ...receipt, sequence: 2 }),
  "of two phones, one behind the other": `${lines(head, own)}\n\n${lines(head, { ...own, sequence: 2 })}`,
  "out of a chat": copied
    .split("\n")
    .map((line) => `[16:02] Lin:  ${line}\u00A0`)
    .join("\n"),
  "quoted in a mail that breaks lines": copied
    .split("\n")
    .map((line) => `> ${line.slice(0, 60)}\n> ${line.slice(60)}`)
    .join("\n"),
  "with quotes that a keyboard made": copied.replaceAll(/"([^"]*)"/g, "\u201C$1\u201D"),
  "with wide digits and marks": wide(copied),
  "with marks that nobody sees": copied.replaceAll(",", ",\u200B"),
  "with directions that a chat puts around what is not of its language": copied.replaceAll(
    /"([^"]*)"/g,
    '\u202A"\u2068$1\u2069"\u202C',
  ),
  ...Object.fromEntries(
    ["\u2028", "\u2029", "\u0085", "\v", "\r", "\f"].map((end) => [
      `broken in the middle of a number and a word by line ends of code ${end.codePointAt(0)}`,
      copied
        .split("\n")
        .map((line) => `${line.slice(0, 62)}${end}\t${line.slice(62)}`)
        .join(end),
    ]),
  ),
  "with quotes as a page's source has them": copied.replaceAll('"', "&quot;"),
  "as a text inside JSON": JSON.stringify(copied),
  "with quotes of a Chinese typewriter": copied.replaceAll(/"([^"]*)"/g, "\u301D$1\u301E"),
  "all in one line": copied.replaceAll("\n", " "),
};

/** What is no whole text of receipts, and the line that is named. */
export const brokenReceipts: readonly (readonly [why: string, text: string, line: number])[] = [
  ["its end was cut off", copied.slice(0, -20), 3],
  ["its beginning was cut off", copied.slice(20), 1],
  ["a brace too many", `${copied}}`, 3],
  ["a word between the braces", `${copied}\n{hello}`, 4],
  ["no object of the kind", `${lines(head)}\n{}`, 2],
  ["a field that is missing", lines(head, receipt, { account: 240 }), 3],
  ["an account number as text", lines({ ...own, accountNumber: "10240" }), 1],
  ["nobody who was paid", lines(own, { accountNumber: 10_240, ...rest }), 2],
  ["a number as text", lines({ ...receipt, account: "240" }), 1],
  ["of two wrong ones the first", `{}\n${copied.slice(0, -20)}`, 1],
  ["an object inside", lines(receipt, { ...receipt, payee: {} }), 2],
];
