import type { z } from "zod";
import { bearer } from "./bearer.ts";
import {
  changeAnswerSchema,
  fabricHistorySchema,
  fabricStatusSchema,
  refusalSchema,
} from "./control-messages.ts";
import type {
  ChangeAnswer,
  ControlRefusal,
  CutRequest,
  FabricHistory,
  FabricStatus,
  FaultRequest,
  RestoreRequest,
} from "./control-messages.ts";
import { watchEvents } from "./event-watch.ts";
import type { WatchHandlers } from "./event-watch.ts";
import { shortJson } from "./short-json.ts";

/** All that a fabric remembers of its cables is shorter. */
const answerBytesMax = 4 * 1024 * 1024;

export interface FabricClientOptions {
  readonly host?: string;
  readonly port: number;
  /** That of the fabric's configuration, where there is one; without it a client learns no more than how the cables are. */
  readonly token?: string | undefined;
  /** Patience with an answer, beyond the pauses that a request itself asks for. */
  readonly timeoutMs?: number;
}

/** The fabric did not answer, or not as a fabric does: whether the change was made is not known. */
export interface Unreachable {
  readonly ok: false;
  readonly refusal: "unreachable";
  readonly message: string;
}

export type ClientRefusal =
  | { readonly ok: false; readonly refusal: ControlRefusal; readonly message: string }
  | Unreachable;
export type ClientAnswer = ChangeAnswer | ClientRefusal;

/** Asks a fabric to cut, restore and report. Refusals and failures come as values. */
export class FabricClient {
  readonly #base: string;
  readonly #shown: Readonly<Record<string, string>>;
  readonly #timeoutMs: number;

  constructor(options: FabricClientOptions) {
    this.#base = `http://${options.host ?? "127.0.0.1"}:${options.port}`;
    this.#shown = options.token === undefined ? {} : bearer(options.token);
    this.#timeoutMs = options.timeoutMs ?? 2_000;
  }

  async status(): Promise<({ readonly ok: true } & FabricStatus) | ClientRefusal> {
    const answer = await this.#ask("/status", null, fabricStatusSchema, 0);
    return "ok" in answer ? answer : { ok: true, ...answer };
  }

  /** What happened to the cables so far, and how long ago. */
  history(): Promise<FabricHistory | ClientRefusal> {
    return this.#ask("/history", null, fabricHistorySchema, 0);
  }

  /** Answers when the last of the targets has been cut. */
  cut(request: CutRequest): Promise<ClientAnswer> {
    return this.#ask("/cut", request, changeAnswerSchema, lasting(request));
  }

  restore(request: RestoreRequest): Promise<ClientAnswer> {
    return this.#ask("/restore", request, changeAnswerSchema, lasting(request));
  }

  fault(request: FaultRequest): Promise<ClientAnswer> {
    return this.#ask("/fault", request, changeAnswerSchema, 0);
  }

  restoreEverything(): Promise<ClientAnswer> {
    return this.#ask("/restore-everything", {}, changeAnswerSchema, 0);
  }

  /**
   * Every event from now on, also those that happened while the connection was lost, each once, in order.
   * `after`: number of the last event that is known; 0 for all that are remembered; default: only new ones.
   * Returns how to stop.
   */
  watch(handlers: WatchHandlers, after?: number): () => void {
    return watchEvents({ base: this.#base, headers: this.#shown }, handlers, after);
  }

  async #ask<Schema extends z.ZodType>(
    path: string,
    body: object | null,
    schema: Schema,
    lastingMs: number,
  ): Promise<z.output<Schema> | ClientRefusal> {
    try {
      const response = await fetch(this.#base + path, {
        ...(body === null ? {} : { method: "POST", body: JSON.stringify(body) }),
        headers: { "content-type": "application/json", ...this.#shown },
        signal: AbortSignal.timeout(this.#timeoutMs + lastingMs),
      });
      const content = await shortJson(response, answerBytesMax);
      const refusal = refusalSchema.safeParse(content);
      return refusal.success ? refusal.data : schema.parse(content);
    } catch (error) {
      const message = error instanceof Error ? error.message : "unknown failure";
      return { ok: false, refusal: "unreachable", message };
    }
  }
}

function lasting(request: RestoreRequest): number {
  return request.targets.length * (request.intervalMs ?? 0);
}
