import { RecentDurations, type AnswerKind, type EngineSecond } from "@cablecut/protocol";
import { payAnswer } from "../people/pay-answer.ts";
import type { RoutedAnswer, RouteTransfer } from "../routing/transfer-router.ts";

const secondMs = 1_000;
const secondsMax = 120;

/** What became of payments in one second; `answerMs` of those that were booked. */
type Answered = Pick<EngineSecond, "answers" | "answerMs">;

interface Second {
  readonly startMs: number;
  readonly answers: Record<AnswerKind, number>;
  readonly booked: RecentDurations;
}

/** What became of the payments that people asked for at this gateway, second by second. */
export class AnswerMeter {
  readonly #nowMs: () => number;
  /** The second that is under way. */
  #current: Second | null = null;
  readonly #totals = noAnswers();
  /** By their start, oldest first. */
  readonly #past = new Map<number, Answered>();

  /** Monotonic. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** The same router, and every answer of it is counted. */
  watching(router: RouteTransfer): RouteTransfer {
    return {
      route: (request, shard, receipts, done) => {
        const sinceMs = this.#nowMs();
        router.route(request, shard, receipts, (answer) => {
          this.#count(kindOf(answer), this.#nowMs() - sinceMs);
          done(answer);
        });
      },
    };
  }

  /** Of a whole second that began then. */
  at(startMs: number): Answered {
    this.#turn(this.#nowMs());
    return this.#past.get(startMs) ?? { answers: noAnswers(), answerMs: null };
  }

  /** Since this gateway started. */
  get totals(): EngineSecond["answers"] {
    return this.#totals;
  }

  #count(kind: AnswerKind, tookMs: number): void {
    this.#totals[kind] += 1;
    const nowMs = this.#nowMs();
    const second = this.#turn(nowMs);
    second.answers[kind] += 1;
    if (kind === "booked") second.booked.add(tookMs, nowMs);
  }

  /** The second of this moment; the one before is closed. */
  #turn(nowMs: number): Second {
    const startMs = Math.floor(nowMs / secondMs) * secondMs;
    const before = this.#current;
    if (before?.startMs === startMs) return before;
    if (before !== null) {
      const answerMs = before.booked.percentiles(nowMs);
      this.#past.set(before.startMs, { answers: before.answers, answerMs });
      const [oldest] = this.#past.keys();
      if (this.#past.size > secondsMax && oldest !== undefined) this.#past.delete(oldest);
    }
    const booked = new RecentDurations(Number.MAX_VALUE);
    this.#current = { startMs, answers: noAnswers(), booked };
    return this.#current;
  }
}

function noAnswers(): Record<AnswerKind, number> {
  return { booked: 0, "not-now": 0, unknown: 0, refused: 0 };
}

function kindOf(answer: RoutedAnswer): AnswerKind {
  const { kind } = payAnswer(answer);
  switch (kind) {
    case "booked":
    case "not-now":
    case "unknown":
      return kind;
    case "refused":
    case "rejected":
    case "cancelled":
    case "ended-otherwise":
      return "refused";
  }
}
