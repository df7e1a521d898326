import { readFileSync, writeFileSync } from "node:fs";
import { describeMachine, loadOfMachine } from "./machine.ts";

/**
 * What is measured. Programs of other commits write and read these names: they keep their meaning, new ones are only
 * added. `better`: which of two values is the better one. `guarded`: held against `--at-least`.
 */
export const figures = {
  "batches-per-second": {
    better: "more",
    guarded: true,
    digits: 0,
    text: { en: "in batches, transfers/s", zh: "成批转账，笔/秒" },
  },
  "batches-frame-p99-ms": {
    better: "less",
    guarded: false,
    digits: 1,
    text: { en: "in batches, a frame's answers p99, ms", zh: "成批转账，整帧应答p99，毫秒" },
  },
  "batches-processor-ns": {
    better: "less",
    guarded: false,
    digits: 0,
    text: { en: "in batches, processor ns per transfer", zh: "成批转账，每笔处理器时间，纳秒" },
  },
  "one-by-one-per-second": {
    better: "more",
    guarded: true,
    digits: 0,
    text: { en: "one by one, 64 clients, transfers/s", zh: "逐笔转账，64个客户端，笔/秒" },
  },
  "one-by-one-p50-ms": {
    better: "less",
    guarded: false,
    digits: 2,
    text: { en: "one by one, p50, ms", zh: "逐笔转账，p50，毫秒" },
  },
  "one-by-one-p99-ms": {
    better: "less",
    guarded: false,
    digits: 2,
    text: { en: "one by one, p99, ms", zh: "逐笔转账，p99，毫秒" },
  },
  "one-by-one-processor-ns": {
    better: "less",
    guarded: false,
    digits: 0,
    text: { en: "one by one, processor ns per transfer", zh: "逐笔转账，每笔处理器时间，纳秒" },
  },
  "idle-leader-p50-ms": {
    better: "less",
    guarded: false,
    digits: 2,
    text: {
      en: "idle commit in the leader's room, p50, ms",
      zh: "空闲提交，主节点机房，p50，毫秒",
    },
  },
  "idle-median-p50-ms": {
    better: "less",
    guarded: false,
    digits: 2,
    text: { en: "idle commit in the median room, p50, ms", zh: "空闲提交，中位机房，p50，毫秒" },
  },
  "read-leader-p50-ms": {
    better: "less",
    guarded: false,
    digits: 2,
    text: { en: "idle read in the leader's room, p50, ms", zh: "空闲读取，主节点机房，p50，毫秒" },
  },
  "read-follower-p50-ms": {
    better: "less",
    guarded: false,
    digits: 2,
    text: { en: "idle read in the other rooms, p50, ms", zh: "空闲读取，其他机房，p50，毫秒" },
  },
  "read-cut-p99-ms": {
    better: "less",
    guarded: false,
    digits: 1,
    text: { en: "reads with two rooms cut, p99, ms", zh: "两个机房断网时读取，p99，毫秒" },
  },
  "recovered-ms": {
    better: "less",
    guarded: false,
    digits: 0,
    text: { en: "full speed, everybody pays again, ms", zh: "全速，所有人恢复付款，毫秒" },
  },
  "first-commit-ms": {
    better: "less",
    guarded: false,
    digits: 0,
    text: { en: "full speed, first commit after the cut, ms", zh: "全速，断网后首次提交，毫秒" },
  },
  "others-gap-ms": {
    better: "less",
    guarded: false,
    digits: 0,
    text: { en: "full speed, longest gap of the others, ms", zh: "全速，其他机房最长停顿，毫秒" },
  },
  "bare-transfers-per-second": {
    better: "more",
    guarded: false,
    digits: 0,
    text: { en: "bare etcd puts, as transfers/s", zh: "单独 etcd 写入，折合笔/秒" },
  },
  "bare-processor-ns": {
    better: "less",
    guarded: false,
    digits: 0,
    text: { en: "bare etcd puts, processor ns per transfer", zh: "单独 etcd 写入，每笔处理器纳秒" },
  },
  "batches-share-of-bare": {
    better: "more",
    guarded: false,
    digits: 2,
    text: { en: "in batches, share of bare etcd puts", zh: "成批转账，占单独 etcd 写入的比例" },
  },
  "phones-per-second": {
    better: "more",
    guarded: false,
    digits: 0,
    text: { en: "phones that come in, per second", zh: "进入的手机数，部/秒" },
  },
  "phone-kib": {
    better: "less",
    guarded: false,
    digits: 1,
    text: { en: "gateways' memory per phone, KiB", zh: "每部手机的网关内存，KiB" },
  },
  "phone-pay-p50-ms": {
    better: "less",
    guarded: false,
    digits: 1,
    text: { en: "phones' payments, p50, ms", zh: "手机付款，p50，毫秒" },
  },
  "phone-pay-p99-ms": {
    better: "less",
    guarded: false,
    digits: 1,
    text: { en: "phones' payments, p99, ms", zh: "手机付款，p99，毫秒" },
  },
  "phone-followed-p50-ms": {
    better: "less",
    guarded: false,
    digits: 1,
    text: { en: "2,000 follow a call within 2 s, p50, ms", zh: "2000人在2秒内响应号召，p50，毫秒" },
  },
  "phone-followed-p99-ms": {
    better: "less",
    guarded: false,
    digits: 1,
    text: { en: "2,000 follow a call within 2 s, p99, ms", zh: "2000人在2秒内响应号召，p99，毫秒" },
  },
  "phone-call-p50-ms": {
    better: "less",
    guarded: false,
    digits: 0,
    text: { en: "everybody pays at once, p50, ms", zh: "所有人同时付款，p50，毫秒" },
  },
  "phone-call-p99-ms": {
    better: "less",
    guarded: false,
    digits: 0,
    text: { en: "everybody pays at once, p99, ms", zh: "所有人同时付款，p99，毫秒" },
  },
  "phones-back-ms": {
    better: "less",
    guarded: false,
    digits: 0,
    text: { en: "all back after kill -9 of a gateway, ms", zh: "网关被强制结束后全部返回，毫秒" },
  },
} as const;
export type FigureName = keyof typeof figures;

export const figureNames = Object.keys(figures) as readonly FigureName[];

export type Setting = string | number | boolean | null;

/** One value per run or trial, in their order. */
export type Figures = Partial<Record<FigureName, number[]>>;

/** What a benchmark writes with `--json FILE`, for programs to read. */
export interface BenchReport {
  readonly format: 1;
  readonly benchmark: string;
  readonly machine: string;
  readonly loadBefore: number;
  readonly loadAfter: number;
  /** What it was told, and what is built into it: figures are comparable where these are equal. */
  readonly settings: Readonly<Record<string, Setting>>;
  readonly figures: Figures;
  /** Everything that was acknowledged is there, once. */
  readonly sound: boolean;
}

/** What could not be measured, NaN, is left out. */
export function addFigure(to: Figures, name: FigureName, value: number): void {
  if (!Number.isFinite(value)) return;
  const values = to[name];
  if (values === undefined) to[name] = [value];
  else values.push(value);
}

/** The file named by --json cannot be written. */
export class UnwritableReport extends Error {}

/** Empties the file, so that one that cannot be written is known before minutes of measuring. */
export function prepareReport(path: string | null): void {
  try {
    if (path !== null) writeFileSync(path, "");
  } catch (error) {
    throw new UnwritableReport(error instanceof Error ? error.message : String(error));
  }
}

export function writeReport(
  path: string | null,
  measured: Omit<BenchReport, "format" | "machine" | "loadAfter">,
): void {
  if (path === null) return;
  const report: BenchReport = {
    format: 1,
    ...measured,
    machine: describeMachine(),
    loadAfter: loadOfMachine(),
  };
  writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`);
}

/** Null where no report of a format that is known here was written. Figures that are not known here are left out. */
export function readReport(path: string): Pick<BenchReport, "settings" | "figures"> | null {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
  if (!isRecord(value) || value["format"] !== 1) return null;
  const { settings, figures: told } = value;
  if (!isRecord(settings) || !isRecord(told)) return null;
  const known: Figures = {};
  for (const name of figureNames) {
    const values = told[name];
    if (values === undefined) continue;
    if (!Array.isArray(values) || !values.every((each) => Number.isFinite(each))) return null;
    known[name] = values as number[];
  }
  return { settings: settings as BenchReport["settings"], figures: known };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
