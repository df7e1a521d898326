import type { HallPicture, PlacedWindow } from "../../model/story/hall-picture.ts";
import type { Box } from "../../model/story/plan.ts";
import type { Point } from "../../model/point.ts";
import { paintGlyph } from "./paint-avatar.ts";
import type { FoundPlace } from "./paint-found.ts";

const colours = {
  lit: [247, 235, 200],
  arrived: [255, 210, 122],
  white: [255, 255, 255],
} as const;
/** In amber, and where a picture has no colour. */
const off = {
  amber: { line: "#b58b3f", filled: "#7a6236" },
  grey: { line: "#a0a0a0", filled: "#6e6e6e" },
} as const;
/** From here on a dark window is an outline; smaller ones would shimmer. */
const outlinePitchMin = 14;
/** From here on there is room for whoever lives there. */
const avatarPitchMin = 40;
const onLamp = "#2b1d08";
const paidMs = 600;
const darkMs = 300;
const flightMs = 900;
const flightRise = 90;
const flightSide = 12;
const flightsPerShardMax = 24;

/** What is painted; `isColourless` where the picture has no colour. */
export type PaintedHall = HallPicture & { readonly isColourless: boolean };
type Off = (typeof off)[keyof typeof off];

interface Flight {
  readonly from: Point;
  readonly to: Point;
  readonly startMs: number;
  readonly drawn: boolean;
}

/** Windows as they are, and for a moment how they came to be so. What it animates follows from two pictures. */
export class HallPainter {
  #picture: PaintedHall | null = null;
  readonly #paidAt = new Map<number, number>();
  readonly #flights = new Map<number, Flight>();
  /** Lit for a moment longer: its floor is not dark yet. */
  readonly #darkAt = new Map<number, number>();
  readonly #moves: boolean;

  /** `moves`: false for those who want to see end states at once. */
  constructor(moves: boolean) {
    this.#moves = moves;
  }

  /** `buildings`: a lost room goes dark from its foot up. */
  show(
    picture: PaintedHall,
    buildings: readonly (Box & { readonly room: number })[],
    nowMs: number,
  ): void {
    const before = this.#picture;
    this.#picture = picture;
    if (!this.#moves) return;
    const isSameGrid = before?.pitch.pitch === picture.pitch.pitch;
    const was = new Map(before?.windows.map((window) => [window.key, window]));
    const isNewFrame = before?.booked !== picture.booked;
    const flying = new Map<number, number>();
    for (const window of picture.windows) {
      if (window.booked && isNewFrame) this.#paidAt.set(window.key, nowMs);
      const old = isSameGrid ? was.get(window.key) : undefined;
      if (old === undefined) continue;
      if (old.room !== window.room) {
        const count = (flying.get(window.shard) ?? 0) + 1;
        flying.set(window.shard, count);
        const drawn = count <= flightsPerShardMax;
        this.#flights.set(window.key, { from: old, to: window, startMs: nowMs, drawn });
      } else if (old.look !== "unreachable" && window.look === "unreachable") {
        const box = buildings.find(({ room }) => room === window.room);
        const height = box === undefined ? 0 : (box.y + box.height - window.y) / box.height;
        this.#darkAt.set(window.key, nowMs + Math.min(1, height) * darkMs);
      }
    }
  }

  /** Where somebody's window stands; null for whoever has none. */
  placeOf(account: number): FoundPlace | null {
    const picture = this.#picture;
    const window = picture?.windows.find(({ accounts }) => accounts.includes(account));
    if (window === undefined || picture === null) return null;
    return { x: window.x, y: window.y, side: picture.pitch.window };
  }

  /** Whether anything still moves. */
  paint(context: CanvasRenderingContext2D, nowMs: number): boolean {
    const picture = this.#picture;
    if (picture === null) return false;
    for (const window of picture.windows) this.#paintWindow(context, window, picture, nowMs);
    for (const [key, flight] of this.#flights) {
      if (nowMs - flight.startMs >= flightMs) this.#flights.delete(key);
      else if (flight.drawn) paintFlight(context, flight, (nowMs - flight.startMs) / flightMs);
    }
    for (const [key, atMs] of this.#paidAt) if (nowMs - atMs >= paidMs) this.#paidAt.delete(key);
    for (const [key, atMs] of this.#darkAt) if (nowMs >= atMs) this.#darkAt.delete(key);
    return this.#flights.size + this.#paidAt.size + this.#darkAt.size > 0;
  }

  #paintWindow(
    context: CanvasRenderingContext2D,
    window: PlacedWindow,
    { pitch: { pitch, window: side }, isColourless }: PaintedHall,
    nowMs: number,
  ): void {
    const { x, y, key } = window;
    if (this.#flights.has(key) && nowMs - (this.#flights.get(key)?.startMs ?? 0) < flightMs) return;
    const isStillLit = (this.#darkAt.get(key) ?? 0) > nowMs;
    if (window.look === "unreachable" && !isStillLit) {
      paintDark(context, window, pitch, side, isColourless ? off.grey : off.amber);
      return;
    }
    const look = isColourless ? "white" : window.look === "arrived" ? "arrived" : "lit";
    const paidMsAgo = nowMs - (this.#paidAt.get(key) ?? Number.NEGATIVE_INFINITY);
    const fill = mixed(colours[look], paidMsAgo < paidMs ? 1 - paidMsAgo / paidMs : 0);
    context.fillStyle = fill;
    if (window.synthetic) paintDot(context, x, y, side);
    else context.fillRect(x, y, side, side);
    const [account] = window.accounts;
    if (pitch < avatarPitchMin || window.synthetic || account === undefined) return;
    const inner = { x: x + 2, y: y + 2, side: side - 4 };
    paintGlyph(context, account, inner, { dark: onLamp, light: fill });
  }
}

function paintDark(
  context: CanvasRenderingContext2D,
  { x, y, synthetic }: PlacedWindow,
  pitch: number,
  side: number,
  colour: Off,
): void {
  if (synthetic) {
    context.fillStyle = colour.filled;
    paintDot(context, x, y, side);
  } else if (pitch < outlinePitchMin) {
    context.fillStyle = colour.filled;
    context.fillRect(x, y, side, side);
  } else {
    context.strokeStyle = colour.line;
    context.lineWidth = 2;
    context.strokeRect(x + 1, y + 1, side - 2, side - 2);
  }
}

function paintDot(context: CanvasRenderingContext2D, x: number, y: number, side: number): void {
  context.beginPath();
  context.arc(x + side / 2, y + side / 2, Math.max(2, side * 0.2), 0, 2 * Math.PI);
  context.fill();
}

function paintFlight(
  context: CanvasRenderingContext2D,
  { from, to }: Flight,
  progress: number,
): void {
  const eased = progress < 0.5 ? 2 * progress * progress : 1 - 2 * (1 - progress) * (1 - progress);
  const x = from.x + (to.x - from.x) * eased;
  const y = from.y + (to.y - from.y) * eased - 4 * flightRise * eased * (1 - eased);
  context.fillStyle = mixed(colours.arrived, 0);
  context.fillRect(x, y, flightSide, flightSide);
}

/** `white`: 1 for one that has just paid, 0 for one that has not. */
function mixed(colour: readonly [number, number, number], white: number): string {
  const channel = (at: 0 | 1 | 2): number =>
    Math.round(colour[at] + (colours.white[at] - colour[at]) * white);
  return `rgb(${channel(0)} ${channel(1)} ${channel(2)})`;
}
