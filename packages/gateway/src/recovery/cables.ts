import {
  asRoomIndex,
  cableId,
  cableNames,
  present,
  type CableHealth,
  type CableId,
  type ImpairedCable,
  type Topology,
} from "@cablecut/protocol";
import type { AwakeClock } from "../awake-clock.ts";
import type { CableEvent, CableState, FabricPort } from "../ports.ts";
import { realCables, type PathEnd, type RealCable } from "./path-cables.ts";

/** The state of the cables is read this often, besides at every event, ms. */
const readEveryMs = 1_000;
/** A question that was not answered by then is not waited for. */
const readPatienceMs = 5_000;
/** After so long without an answer nobody says how the cables are: a busy fabric takes its time, and one that has ended is back, ms. */
const knownForMs = 6_000;
/** What a fabric tells again to whoever comes is older, and tells nothing of now, ms. */
const newsMs = 1_000;

interface CablesParts {
  readonly topology: Topology;
  readonly fabric: FabricPort | null;
  readonly nowMs: () => number;
  readonly awake: Pick<AwakeClock, "nowMs">;
  /** Whoever is heard, with what it sees of its paths. */
  readonly ends: () => readonly PathEnd[];
}

/** The state of the cables as the fabric tells it; where there is none, as both ends of the paths over them do. */
export class Cables {
  readonly #topology: Topology;
  readonly #fabric: FabricPort | null;
  readonly #nowMs: () => number;
  readonly #awake: CablesParts["awake"];
  readonly #ends: () => readonly PathEnd[];
  /** As told last. */
  #states: readonly CableState[] | null = null;
  #isBehind = false;
  /** When the first question was asked that has found no answer since, in awake time; null after an answer. */
  #unansweredSinceMs: number | null = null;
  #readingSinceMs: number | null = null;
  #readAtMs = Number.NEGATIVE_INFINITY;
  /** Something changed while the fabric was being asked, and what of it is news. */
  #changed = false;
  #news: CableEvent[] = [];

  constructor({ topology, fabric, nowMs, awake, ends }: CablesParts) {
    this.#topology = topology;
    this.#fabric = fabric;
    this.#nowMs = nowMs;
    this.#awake = awake;
    this.#ends = ends;
  }

  tick(): void {
    const nowMs = this.#nowMs();
    const waiting = this.#readingSinceMs !== null && nowMs - this.#readingSinceMs < readPatienceMs;
    if (!waiting && nowMs - this.#readAtMs >= readEveryMs) this.#read();
  }

  /**
   * A cable is not as it was. What the event itself says of it holds at once: the scene changes with it, and its picture must not
   * wait for the fabric's answer.
   */
  told(event: CableEvent): void {
    const isNews = event.atMs !== null && this.#nowMs() - event.atMs < newsMs;
    if (isNews && this.#states !== null) this.#states = afterEvent(this.#states, event);
    if (this.#readingSinceMs === null) return this.#read();
    this.#changed = true;
    if (isNews) this.#news.push(event);
  }

  health(): readonly CableHealth[] {
    if (this.#fabric === null) return this.#real().map(healthOf(this.#topology));
    const known = this.#known;
    return this.#topology.rooms.flatMap((room, index) =>
      cableNames.map((name): CableHealth => {
        const id = cableId(room.id, name);
        const cable = known?.find((each) => each.id === id);
        return {
          cable: id,
          room: asRoomIndex(index),
          // Where the fabric does not tell nobody says that a cable carries.
          fault: cable === undefined ? "unknown" : faultOf(cable),
        };
      }),
    );
  }

  /** The fabric's disk has not taken the last changes. */
  get isBehind(): boolean {
    return this.#isBehind && this.#known !== null;
  }

  /** Those that are not whole and not only cut. */
  impaired(): readonly ImpairedCable[] {
    return (this.#known ?? []).flatMap((cable) => {
      const fault = faultOf(cable);
      return fault === "none" || fault === "silence" ? [] : [impairedCable(cable)];
    });
  }

  /**
   * Whether it carries both ways, as far as is known or was known last, and no cut that the fabric still goes on with will take it:
   * whoever is about to cut another room is asked rather once too often.
   */
  carries(cable: CableId): boolean {
    if (this.#fabric === null) {
      const health = this.health().find((each) => each.cable === cable);
      return health?.fault !== "silence";
    }
    const state = this.#states?.find(({ id }) => id === cable);
    return state === undefined || (state.carries && !state.cutAhead);
  }

  /** Null before the fabric has told, and once it has told nothing for long. */
  get #known(): readonly CableState[] | null {
    const silentMs = this.#awake.nowMs - (this.#unansweredSinceMs ?? this.#awake.nowMs);
    return silentMs < knownForMs ? this.#states : null;
  }

  #real(): RealCable[] {
    return realCables(
      this.#topology.rooms.map((_, index) => asRoomIndex(index)),
      this.#ends(),
    );
  }

  #read(): void {
    if (this.#fabric === null) return;
    const sinceMs = this.#nowMs();
    this.#readingSinceMs = sinceMs;
    this.#readAtMs = sinceMs;
    this.#unansweredSinceMs ??= this.#awake.nowMs;
    this.#changed = false;
    this.#news = [];
    this.#fabric.status((states, behind = false) => {
      if (states !== null) {
        this.#unansweredSinceMs = null;
        // Its answer may be of before.
        this.#states = this.#news.reduce(afterEvent, states);
        this.#isBehind = behind;
      }
      if (this.#readingSinceMs !== sinceMs) return;
      this.#readingSinceMs = null;
      if (this.#changed) this.#read();
    });
  }
}

function afterEvent(states: readonly CableState[], event: CableEvent): readonly CableState[] {
  if (event.kind !== "cable-cut" && event.kind !== "cable-restored") return states;
  const none = { toward: false, from: false };
  const silence = event.kind === "cable-cut" ? event.silence : none;
  const carries = !silence.toward && !silence.from;
  return states.map((each) => (each.id === event.cable ? { ...each, carries, silence } : each));
}

function healthOf({ rooms }: Topology): (cable: RealCable) => CableHealth {
  return ({ room, name, state }) => ({
    cable: cableId(present(rooms[room], `room ${room}`).id, name),
    room,
    fault: state === "cut" ? "silence" : state === "carries" ? "none" : "unknown",
  });
}

function impairedCable(cable: CableState): ImpairedCable {
  const { id, delayMs, jitterMs, lossRate, bytesPerSecond, silence } = cable;
  const oneWay = silence.toward ? "toward" : "from";
  return {
    cable: id,
    delayMs,
    jitterMs,
    // However little it is, it is not none.
    lossPercent: lossRate === 0 ? 0 : Math.max(0.1, Math.round(lossRate * 1_000) / 10),
    kilobytesPerSecond: bytesPerSecond === null ? null : Math.round(bytesPerSecond / 1_000),
    oneWay: silence.toward === silence.from ? null : oneWay,
  };
}

function faultOf(cable: CableState): CableHealth["fault"] {
  const faults: CableHealth["fault"][] = [];
  if (cable.silence.toward && cable.silence.from) faults.push("silence");
  else if (cable.silence.toward) faults.push("silence-to-room");
  else if (cable.silence.from) faults.push("silence-from-room");
  if (cable.delayMs > 0 || cable.jitterMs > 0) faults.push("delay");
  if (cable.lossRate > 0) faults.push("loss");
  if (cable.bytesPerSecond !== null) faults.push("bandwidth");
  // Whatever else is wrong with a cable that does not carry both ways: a room may be lost with it.
  const [first] = faults;
  if (first?.startsWith("silence") === true) return first;
  return faults.length > 1 ? "mixed" : (first ?? "none");
}
