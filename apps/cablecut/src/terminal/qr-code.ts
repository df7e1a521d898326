import QRCode from "qrcode";

/** A QR code in characters; on a terminal black on white with its quiet zone, whatever the colours are. */
export async function qrCode(text: string, terminal: boolean): Promise<string> {
  const blocks = await QRCode.toString(text, { type: "utf8" });
  if (!terminal) return blocks;
  const lines = blocks.split("\n").filter((line) => line !== "");
  return lines.map((line) => `\u001b[30;107m${line}\u001b[0m`).join("\n");
}
