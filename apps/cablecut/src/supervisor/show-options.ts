import type { ChosenPaceName, Language } from "@cablecut/protocol";
import type { Engine } from "../show/show-file.ts";
import type { SupervisionLimits } from "./supervised-process.ts";

/** In milliseconds. */
export interface ShowLimits extends SupervisionLimits {
  /** Nobody waits longer for what the gateways tell before they end. */
  readonly toldWithinMs: number;
}

/** What `cablecut demo` is asked for. */
export interface ShowOptions {
  readonly data: string;
  readonly port: number;
  readonly host: string;
  /** Side by side; default 1. */
  readonly gateways?: number;
  /** The first of the loopback ports at which processes tell what they measure; not given: they do not. */
  readonly metricsPort?: number;
  /** Of a new show only; default keynote. */
  readonly pace?: ChosenPaceName;
  /** What makes the log of a new show; default the rooms themselves. */
  readonly engine?: Engine;
  readonly pin?: string;
  readonly publicUrl?: string;
  /** Proxies before the gateways, separated by commas. */
  readonly trustedProxy?: string;
  /** Path of a topology file. */
  readonly topology?: string;
  /** The hall's network, shown on the stage. */
  readonly wifiSsid?: string;
  readonly wifiPassword?: string;
  /** Every screen says that this is no real show. */
  readonly rehearsal?: boolean;
  /** What each room's archive may take, MiB; 0: none. Not given: the rooms look at the disk. */
  readonly archiveMib?: number;
  /** Start although more logs are lost than the others can make good. */
  readonly acceptLoss?: boolean;
  /** In which the processes say what is wrong. */
  readonly language: Language;
  /** Folder with the bundles of the processes and, in `web`, the pages. */
  readonly bundles: string;
  /** Instead of the usual ones; no command line asks for them. */
  readonly limits?: Partial<ShowLimits>;
}
