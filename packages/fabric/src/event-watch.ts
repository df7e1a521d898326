import { eventStreamHeadSchema, fabricEventSchema } from "./control-messages.ts";
import type { FabricEvent } from "./control-messages.ts";

export interface WatchHandlers {
  onEvent(event: FabricEvent): void;
  /** The stream is open. `restarted`: by another fabric process than before, whose events count from 1 again. */
  onConnected?(startedWallMs: number, restarted: boolean): void;
  onLost?(reason: string): void;
}

/** A line must come within this; the server sends an empty one every second. */
const silenceMs = 3_000;
const rewatchMs = 250;
/** An event is far shorter. */
const lineLengthMax = 64 * 1024;

/** Where to ask, and what to show there. */
interface Source {
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What is known from earlier connections. */
interface Seen {
  startedWallMs: number | null;
  /** The last event; null asks for new ones only. */
  seq: number | null;
  restarted: boolean;
  connected: boolean;
}

/** See `FabricClient.watch`. */
export function watchEvents(source: Source, handlers: WatchHandlers, after?: number): () => void {
  const stop = new AbortController();
  const seen: Seen = {
    startedWallMs: null,
    seq: after ?? null,
    restarted: false,
    connected: false,
  };
  void watchUntil(stop.signal, source, handlers, seen);
  return () => stop.abort();
}

async function watchUntil(
  stopped: AbortSignal,
  source: Source,
  handlers: WatchHandlers,
  seen: Seen,
): Promise<void> {
  while (!stopped.aborted) {
    const reason = await watchOnce(stopped, source, handlers, seen);
    if (stopped.aborted) return;
    if (seen.connected) handlers.onLost?.(reason);
    seen.connected = false;
    await new Promise((resolve) => setTimeout(resolve, rewatchMs));
  }
}

/** Returns why the stream ended. */
async function watchOnce(
  stopped: AbortSignal,
  { base, headers }: Source,
  handlers: WatchHandlers,
  seen: Seen,
): Promise<string> {
  const silence = new AbortController();
  const stop = (): void => silence.abort();
  const timer = setTimeout(stop, silenceMs);
  stopped.addEventListener("abort", stop);
  try {
    const url = `${base}/events?after=${seen.seq ?? Number.MAX_SAFE_INTEGER}`;
    const response = await fetch(url, { headers, signal: silence.signal });
    if (!response.ok || response.body === null) return `status ${response.status}`;
    for await (const line of linesOf(response.body)) {
      timer.refresh();
      if (line !== "" && !take(JSON.parse(line), handlers, seen)) return "the fabric has restarted";
    }
    return "the stream ended";
  } catch (error) {
    return error instanceof Error ? error.message : "unknown failure";
  } finally {
    clearTimeout(timer);
    stopped.removeEventListener("abort", stop);
    silence.abort();
  }
}

/** False: this is another process, whose events must be asked for from the first. */
function take(content: unknown, handlers: WatchHandlers, seen: Seen): boolean {
  const head = eventStreamHeadSchema.safeParse(content);
  if (!head.success) {
    const event = fabricEventSchema.parse(content);
    seen.seq = event.seq;
    handlers.onEvent(event);
    return true;
  }
  const { startedWallMs, lastEvent } = head.data;
  const another = seen.startedWallMs !== null && seen.startedWallMs !== startedWallMs;
  seen.startedWallMs = startedWallMs;
  if (another) {
    seen.restarted = true;
    seen.seq = 0;
    return false;
  }
  seen.seq ??= lastEvent;
  seen.connected = true;
  handlers.onConnected?.(startedWallMs, seen.restarted);
  seen.restarted = false;
  return true;
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > lineLengthMax) throw new Error("a line is too long");
    yield* lines;
  }
}
