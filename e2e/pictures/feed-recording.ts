import { readFileSync, writeFileSync } from "node:fs";
import type { GatewayToStage, ShowSnapshot, StageToGateway } from "@cablecut/protocol";
import { io, type Socket } from "socket.io-client";

/** Something that a gateway told a stage, and when that arrived: ms after the recording began. */
export interface ToldFrame {
  readonly atMs: number;
  readonly event: string;
  readonly values: readonly unknown[];
}

/** What a gateway tells one stage, with the times at which it arrives: a picture can be made of it later, and slowly. */
export class FeedRecorder {
  readonly #socket: Socket<GatewayToStage, StageToGateway>;
  readonly #frames: ToldFrame[] = [];
  readonly #beganMs = performance.now();

  constructor(gateway: string) {
    this.#socket = io(`${gateway}/stage`, { transports: ["websocket"], forceNew: true });
    this.#socket.onAny((event: string, ...values: unknown[]) => {
      this.#frames.push({ atMs: Math.round(performance.now() - this.#beganMs), event, values });
    });
  }

  get hasBegun(): boolean {
    return this.#frames.some(({ event }) => event === "snapshot");
  }

  end(): FeedRecording {
    this.#socket.close();
    return new FeedRecording(this.#frames);
  }
}

export class FeedRecording {
  readonly frames: readonly ToldFrame[];

  constructor(frames: readonly ToldFrame[]) {
    this.frames = frames;
  }

  static from(file: string): FeedRecording {
    return new FeedRecording(JSON.parse(readFileSync(file, "utf8")) as readonly ToldFrame[]);
  }

  writeTo(file: string): void {
    writeFileSync(file, JSON.stringify(this.frames));
  }

  /** When the first snapshot arrived of which that is true, ms. */
  firstOf(what: string, isSo: (snapshot: ShowSnapshot) => boolean): number {
    const found = this.frames.find(
      ({ event, values: [snapshot] }) => event === "snapshot" && isSo(snapshot as ShowSnapshot),
    );
    if (found === undefined) throw new Error(`the recording has no ${what}`);
    return found.atMs;
  }
}
