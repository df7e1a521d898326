import type { AccountId } from "@cablecut/protocol";
import { cardFactsOf, type CardOwner } from "../../model/card/card-facts.ts";
import type { CardRun } from "../../model/card/card-run.ts";
import { publicReportOf } from "../../model/card/report-address.ts";
import { avatarGlyphs, avatarOf } from "@cablecut/ui";

/** 3 to 4, large enough for any phone's screen. */
const width = 900;
const height = 1_200;
const side = 84;
const font =
  'system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

/** The card as a picture. Drawn here, sent nowhere; null where the browser cannot draw. */
export function drawCard(run: CardRun, owner: CardOwner): string | null {
  const facts = cardFactsOf(run, owner);
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d");
  if (pen === null) return null;
  const say = (text: string, y: number, size: number, weight: number, x = side): void => {
    pen.font = `${weight} ${size}px ${font}`;
    // A long name is set smaller, never cut off.
    const room = width - x - side;
    const wide = pen.measureText(text).width;
    if (wide > room) pen.font = `${weight} ${Math.floor((size * room) / wide)}px ${font}`;
    pen.fillText(text, x, y);
  };
  pen.fillStyle = "#0b5d3c";
  pen.fillRect(0, 0, width, height);
  pen.strokeStyle = "#ffffff";
  pen.lineWidth = 6;
  pen.strokeRect(24, 24, width - 48, height - 48);
  pen.strokeRect(42, 42, width - 84, height - 84);
  pen.fillStyle = "#ffffff";
  say("Cablecut 断缆", 128, 36, 600);
  pen.textAlign = "right";
  pen.font = `600 36px ${font}`;
  pen.fillText("TEST 测试", width - side, 128);
  pen.textAlign = "left";
  if (facts.difference !== null) {
    say(facts.difference, 392, 220, 800);
    say("分文未失 · lost in the whole hall", 462, 48, 700);
  }
  if (facts.seconds !== null) {
    say(`${facts.seconds} s`, 650, 130, 800);
    say(`${facts.pace.zh} · ${facts.pace.en}`, 716, 42, 600);
  }
  drawAvatar(pen, owner.me.account, side, 826);
  say(`${facts.name.zh} ${facts.name.en}`, 878, 46, 700, side + 148);
  say(facts.receipts.en, 934, 38, 500, side + 148);
  say(facts.receipts.zh, 984, 38, 500, side + 148);
  const report = publicReportOf(window.location);
  const [top, step] = report === null ? [1_040, 40] : [1_026, 36];
  say(`${facts.way.zh} · ${facts.way.en}`, top, 30, 500);
  say(facts.foot, top + step, 30, 500);
  if (facts.key !== null) say(`报告密钥 report key ${facts.key}`, top + 2 * step, 26, 500);
  if (report !== null) say(`报告 report ${report}`, top + 3 * step, 26, 500);
  return canvas.toDataURL("image/png");
}

/** Round as the avatar's tile is everywhere else; older browsers have no roundRect. */
function tile(
  pen: CanvasRenderingContext2D,
  x: number,
  y: number,
  size: number,
  round: number,
): void {
  pen.beginPath();
  pen.moveTo(x + round, y);
  pen.arcTo(x + size, y, x + size, y + size, round);
  pen.arcTo(x + size, y + size, x, y + size, round);
  pen.arcTo(x, y + size, x, y, round);
  pen.arcTo(x, y, x + size, y, round);
  pen.fill();
}

function drawAvatar(pen: CanvasRenderingContext2D, account: AccountId, x: number, y: number): void {
  const { glyph, hue } = avatarOf(account);
  const { d, s, l, n } = avatarGlyphs[glyph];
  const dark = `hsl(${hue}, 62%, 17%)`;
  const light = `hsl(${hue}, 62%, 80%)`;
  const fill = (path: string | undefined, colour: string): void => {
    pen.fillStyle = colour;
    if (path !== undefined) pen.fill(new Path2D(path));
  };
  pen.save();
  pen.fillStyle = light;
  tile(pen, x, y, 124, 36);
  pen.translate(x + 18, y + 18);
  pen.scale(88 / 24, 88 / 24);
  pen.strokeStyle = dark;
  pen.lineWidth = 2;
  pen.lineCap = "round";
  if (s !== undefined) pen.stroke(new Path2D(s));
  fill(d, dark);
  fill(l, light);
  fill(n, dark);
  pen.restore();
}
