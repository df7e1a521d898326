import type { CableHealth, FlowItem } from "@cablecut/protocol";
import { carryingCable } from "../../model/show/cables.ts";
import { pointAt, type Fibre } from "../../model/story/plan.ts";
import type { Point } from "../../model/point.ts";

const pxPerSecond = 420;
const length = 34;
const perCableMax = 12;
/** Between two lights of one direction, so that they stay two. */
const spacingMs = 260;
const fallMs = 350;
const fallPx = 60;
const samples = 48;

/** A light runs towards the core for what its room pays, and away from it for what is paid to it. */
interface Light {
  readonly cable: string;
  readonly inward: boolean;
  /** It may start later: first the payer's half of the way. */
  readonly startMs: number;
  /** Its cable was cut then. */
  fallsSinceMs: number | null;
}

/** A fibre measured along its way. */
interface Way {
  readonly points: readonly Point[];
  readonly lengthPx: number;
}

/** Payments that were booked, as light on the cables. None starts on a cut one; what is on it falls down and is gone. */
export class LightPainter {
  readonly #ways = new Map<string, Way>();
  #lights: Light[] = [];
  #turn = 0;

  setFibres(fibres: readonly Fibre[]): void {
    this.#ways.clear();
    for (const { cable, curve } of fibres) {
      this.#ways.set(cable, measured(curve));
    }
  }

  start(items: readonly FlowItem[], cables: readonly CableHealth[], nowMs: number): void {
    for (const { from, to } of items) {
      this.#turn += 1;
      const out = cableOf(cables, from, this.#turn);
      const into = cableOf(cables, to, this.#turn);
      const outMs = out === null ? 0 : ((this.#ways.get(out)?.lengthPx ?? 0) / pxPerSecond) * 1_000;
      if (out !== null) this.#add(out, true, nowMs);
      if (into !== null) this.#add(into, false, nowMs + outMs);
    }
  }

  /** What is on a cable at the moment of its cut falls. */
  cut(cables: readonly CableHealth[], nowMs: number): void {
    const silent = new Set(
      cables.flatMap(({ cable, fault }) => (fault.startsWith("silence") ? [cable as string] : [])),
    );
    for (const light of this.#lights) {
      if (light.fallsSinceMs === null && silent.has(light.cable)) light.fallsSinceMs = nowMs;
    }
  }

  paint(context: CanvasRenderingContext2D, nowMs: number): boolean {
    this.#lights = this.#lights.filter((light) => !this.#isOver(light, nowMs));
    context.lineCap = "round";
    context.lineWidth = 6;
    for (const light of this.#lights) this.#paintLight(context, light, nowMs);
    context.globalAlpha = 1;
    return this.#lights.length > 0;
  }

  #add(cable: string, inward: boolean, startMs: number): void {
    if (!this.#ways.has(cable)) return;
    const others = this.#lights.filter((light) => light.cable === cable);
    const isTooClose = others.some(
      (light) => light.inward === inward && Math.abs(light.startMs - startMs) < spacingMs,
    );
    if (others.length >= perCableMax || isTooClose) return;
    this.#lights.push({ cable, inward, startMs, fallsSinceMs: null });
  }

  #isOver({ cable, startMs, fallsSinceMs }: Light, nowMs: number): boolean {
    if (fallsSinceMs !== null) return nowMs - fallsSinceMs > fallMs;
    const way = this.#ways.get(cable);
    return way === undefined || travelled(startMs, nowMs) > way.lengthPx + length;
  }

  #paintLight(context: CanvasRenderingContext2D, light: Light, nowMs: number): void {
    const way = this.#ways.get(light.cable);
    const head = travelled(light.startMs, light.fallsSinceMs ?? nowMs);
    if (way === undefined || head <= 0) return;
    const fallen = light.fallsSinceMs === null ? 0 : (nowMs - light.fallsSinceMs) / fallMs;
    context.globalAlpha = 1 - fallen;
    context.strokeStyle = "#9ff3ec";
    const from = Math.max(0, head - length);
    const to = Math.min(way.lengthPx, head);
    context.beginPath();
    for (let step = 0; step <= 4; step += 1) {
      const along = from + ((to - from) * step) / 4;
      const { x, y } = pointAlong(way, light.inward ? along : way.lengthPx - along);
      const down = fallPx * fallen * fallen;
      if (step === 0) context.moveTo(x, y + down);
      else context.lineTo(x, y + down);
    }
    context.stroke();
  }
}

function travelled(startMs: number, nowMs: number): number {
  return ((nowMs - startMs) / 1_000) * pxPerSecond;
}

function cableOf(
  cables: readonly CableHealth[],
  room: CableHealth["room"],
  turn: number,
): string | null {
  const name = carryingCable(cables, room, turn % 2 === 0 ? "A" : "B");
  return name === null
    ? null
    : (cables.find((each) => each.room === room && each.cable.endsWith(`/${name}`))?.cable ?? null);
}

function measured(curve: Fibre["curve"]): Way {
  const points = Array.from({ length: samples + 1 }, (_, step) => pointAt(curve, step / samples));
  const lengthPx = points.reduce(
    (sum, point, at) => sum + distance(points[at - 1] ?? point, point),
    0,
  );
  return { points, lengthPx };
}

function pointAlong({ points, lengthPx }: Way, along: number): Point {
  const step = lengthPx / samples;
  const at = Math.min(samples - 1, Math.max(0, Math.floor(along / step)));
  const part = Math.min(1, Math.max(0, along / step - at));
  const from = points[at] ?? { x: 0, y: 0 };
  const to = points[at + 1] ?? from;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
