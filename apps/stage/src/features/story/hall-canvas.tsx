import type { ShowSnapshot, Topology } from "@cablecut/protocol";
import { useLive } from "@cablecut/ui";
import { useEffect, useMemo, useRef, type JSX } from "react";
import type { StoreApi } from "zustand/vanilla";
import { nobodyFound } from "../../model/story/found.ts";
import { lostRooms } from "../../model/story/hall.ts";
import { hallPicture } from "../../model/story/hall-picture.ts";
import type { Building, Fibre } from "../../model/story/plan.ts";
import type { StageState } from "../../model/store.ts";
import { FramePace } from "../../shared/frame-pace.ts";
import { FoundPainter } from "./paint-found.ts";
import { HallPainter } from "./paint-hall.ts";
import { LightPainter } from "./paint-lights.ts";

const picture = { width: 1_920, height: 1_080 } as const;
/** The part of the picture in which anything moves, px of it: what is not painted costs nothing. */
const painted = { y: 300, height: 532 } as const;

/** Windows and light, on one canvas over the facades. It paints only while something moves. */
export function HallCanvas({
  store,
  snapshot,
  topology,
  buildings,
  fibres,
  isLost,
  isColourless,
}: {
  readonly store: StoreApi<StageState>;
  readonly snapshot: ShowSnapshot;
  readonly topology: Topology;
  readonly buildings: readonly Building[];
  /** None where no payments are drawn. */
  readonly fibres: readonly Fibre[];
  readonly isLost: boolean;
  readonly isColourless: boolean;
}): JSX.Element {
  const ref = useRef<HTMLCanvasElement>(null);
  const hall = useLive(store, (state) => state.hall);
  const { shards, rooms, cables, people } = snapshot;
  const lost = [...lostRooms(snapshot)].join();
  const shown = useMemo(
    () => hallPicture(hall, { shards, rooms, cables, people }, topology, buildings),
    // oxlint-disable-next-line react/exhaustive-deps -- of rooms and cables only which rooms are lost
    [hall, shards, lost, people.hidden, topology, buildings],
  );
  const engine = useRef<Engine | null>(null);
  useEffect(() => {
    const canvas = ref.current;
    if (canvas === null) return;
    const made = new Engine(canvas);
    engine.current = made;
    return () => {
      made.stop();
      engine.current = null;
    };
  }, []);
  useEffect(() => engine.current?.setFibres(fibres), [fibres]);
  useEffect(
    () => engine.current?.show({ ...shown, isColourless }, buildings),
    [shown, isColourless, buildings],
  );
  useEffect(() => engine.current?.cut(snapshot.cables), [snapshot.cables]);
  const found = useLive(store, (state) => state.found);
  const findable = people.hidden ? nobodyFound : found;
  useEffect(() => engine.current?.find(findable), [findable]);
  useEffect(() => {
    if (isLost || fibres.length === 0) return;
    return store.subscribe(({ flows, snapshot: now }, before) => {
      if (flows !== before.flows && now !== null) engine.current?.light(flows.items, now.cables);
    });
  }, [store, isLost, fibres]);
  return <canvas ref={ref} className="story-moving" aria-hidden="true" />;
}

/** The canvas with its painters, and the frames that they need. */
class Engine {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D | null;
  readonly #windows: HallPainter;
  readonly #lights = new LightPainter();
  readonly #found: FoundPainter;
  readonly #moves: boolean;
  readonly #resized = (): void => {
    this.#fit();
    this.#wake();
  };
  readonly #frames = new FramePace();
  #frame = 0;
  #scale = 1;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d");
    this.#moves = !prefersStill();
    this.#windows = new HallPainter(this.#moves);
    this.#found = new FoundPainter(this.#moves);
    this.#fit();
    addEventListener("resize", this.#resized);
  }

  setFibres(fibres: readonly Fibre[]): void {
    this.#lights.setFibres(fibres);
  }

  show(...shown: [Parameters<HallPainter["show"]>[0], Parameters<HallPainter["show"]>[1]]): void {
    this.#windows.show(...shown, performance.now());
    this.#wake();
  }

  light(...[items, cables]: [Parameters<LightPainter["start"]>[0], ShowSnapshot["cables"]]): void {
    if (!this.#moves) return;
    this.#lights.start(items, cables, performance.now());
    this.#wake();
  }

  find(...[found]: Parameters<FoundPainter["show"]>): void {
    this.#found.show(found);
    this.#wake();
  }

  cut(cables: ShowSnapshot["cables"]): void {
    this.#lights.cut(cables, performance.now());
  }

  stop(): void {
    removeEventListener("resize", this.#resized);
    cancelAnimationFrame(this.#frame);
  }

  /** Lays the canvas over its part of the frame, wherever the frame is on this screen. */
  #fit(): void {
    const scale = Math.min(innerWidth / picture.width, innerHeight / picture.height);
    const left = (innerWidth - picture.width * scale) / 2;
    const top = (innerHeight - picture.height * scale) / 2 + painted.y * scale;
    const { style } = this.#canvas;
    style.left = `${left}px`;
    style.top = `${top}px`;
    style.width = `${picture.width * scale}px`;
    style.height = `${painted.height * scale}px`;
    this.#scale = scale * Math.min(2, devicePixelRatio);
    this.#canvas.width = Math.round(picture.width * this.#scale);
    this.#canvas.height = Math.round(painted.height * this.#scale);
  }

  #wake(): void {
    if (this.#frame !== 0 || this.#context === null) return;
    this.#frame = requestAnimationFrame((nowMs) => this.#draw(nowMs));
  }

  #draw(nowMs: number): void {
    this.#frame = 0;
    if (!this.#frames.isDue(nowMs) || this.#paint(nowMs)) this.#wake();
  }

  #paint(nowMs: number): boolean {
    const context = this.#context;
    if (context === null) return false;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    context.setTransform(this.#scale, 0, 0, this.#scale, 0, -painted.y * this.#scale);
    const windowsMove = this.#windows.paint(context, nowMs);
    const lightsMove = this.#lights.paint(context, nowMs);
    const someoneIsFound = this.#found.paint(context, (each) => this.#windows.placeOf(each), nowMs);
    return windowsMove || lightsMove || someoneIsFound;
  }
}

function prefersStill(): boolean {
  return typeof matchMedia === "function" && matchMedia("(prefers-reduced-motion: reduce)").matches;
}
