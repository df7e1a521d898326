import { asAccountId } from "@cablecut/protocol";
import { avatarGlyphs, avatarOf } from "@cablecut/ui";

/** Glyphs are drawn in 24 by 24. */
const glyphSide = 24;

interface Shapes {
  readonly dark: Path2D;
  readonly strokes: Path2D | null;
  readonly light: Path2D;
  readonly onLight: Path2D;
}
const shapesOf = new Map<string, Shapes>();

/** The creature of the account's name, `light` on `dark`, into a square. */
export function paintGlyph(
  context: CanvasRenderingContext2D,
  account: number,
  { x, y, side }: { readonly x: number; readonly y: number; readonly side: number },
  { dark, light }: { readonly dark: string; readonly light: string },
): void {
  const { glyph } = avatarOf(asAccountId(account));
  let shapes = shapesOf.get(glyph);
  if (shapes === undefined) {
    const { d, s, l, n } = avatarGlyphs[glyph];
    const strokes = s === undefined ? null : new Path2D(s);
    shapes = { dark: new Path2D(d), strokes, light: new Path2D(l), onLight: new Path2D(n) };
    shapesOf.set(glyph, shapes);
  }
  context.save();
  context.translate(x, y);
  context.scale(side / glyphSide, side / glyphSide);
  if (shapes.strokes !== null) {
    context.strokeStyle = dark;
    context.lineWidth = 2;
    context.lineCap = "round";
    context.stroke(shapes.strokes);
  }
  context.fillStyle = dark;
  context.fill(shapes.dark);
  context.fillStyle = light;
  context.fill(shapes.light);
  context.fillStyle = dark;
  context.fill(shapes.onLight);
  context.restore();
}

/** The same on a tile of the account's own hue, as on the phones. */
export function paintAvatar(
  context: CanvasRenderingContext2D,
  account: number,
  { x, y, side }: { readonly x: number; readonly y: number; readonly side: number },
): void {
  const { hue } = avatarOf(asAccountId(account));
  const colours = { dark: `hsl(${hue} 62% 17%)`, light: `hsl(${hue} 62% 80%)` };
  context.fillStyle = colours.light;
  context.fillRect(x, y, side, side);
  const inset = side * 0.14;
  const inner = { x: x + inset, y: y + inset, side: side - 2 * inset };
  paintGlyph(context, account, inner, colours);
}
