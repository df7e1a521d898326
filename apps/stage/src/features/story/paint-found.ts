import { findMeMs } from "@cablecut/protocol";
import type { Found } from "../../model/story/found.ts";
import { paintAvatar } from "./paint-avatar.ts";

const tile = 76;
const gap = 10;
const ring = { width: 6, from: 8, to: 34, pulses: 2 } as const;
/** Within the frame, px: tiles stand over the window, or beside it where the picture would end. */
const topMin = 304;
const edge = { left: 4, right: 1_916 } as const;

/** Where somebody's window is. */
export interface FoundPlace {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

/** Those who asked to be found: their windows pulse, and over them stands who they are. */
export class FoundPainter {
  #found: readonly Found[] = [];
  readonly #moves: boolean;

  /** `moves`: false for those who do not want to see anything pulse. */
  constructor(moves: boolean) {
    this.#moves = moves;
  }

  show(found: readonly Found[]): void {
    this.#found = found;
  }

  /** Whether anybody is still shown. */
  paint(
    context: CanvasRenderingContext2D,
    placeOf: (account: number) => FoundPlace | null,
    nowMs: number,
  ): boolean {
    const shown = this.#found.filter(({ atMs }) => nowMs - atMs < findMeMs);
    this.#found = shown;
    for (const { account, atMs } of shown) {
      const place = placeOf(account);
      if (place === null) continue;
      const progress = Math.max(0, (nowMs - atMs) / findMeMs);
      this.#paintRing(context, place, this.#moves ? (progress * ring.pulses) % 1 : 0);
      paintAvatar(context, account, tileAt(place));
    }
    return shown.length > 0;
  }

  #paintRing(
    context: CanvasRenderingContext2D,
    { x, y, side }: FoundPlace,
    progress: number,
  ): void {
    const out = ring.from + (ring.to - ring.from) * progress;
    context.globalAlpha = 1 - progress;
    context.strokeStyle = "#62d9d2";
    context.lineWidth = ring.width;
    context.strokeRect(x - out, y - out, side + 2 * out, side + 2 * out);
    context.globalAlpha = 1;
  }
}

function tileAt({ x, y, side }: FoundPlace): { x: number; y: number; side: number } {
  const left = Math.min(edge.right - tile, Math.max(edge.left, x + side / 2 - tile / 2));
  const over = y - gap - tile;
  return { x: left, y: over >= topMin ? over : y + side + gap, side: tile };
}
