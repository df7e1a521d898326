import { rmSync } from "node:fs";
import { join } from "node:path";
import { jsonIn, reasonText, writeSynced } from "@cablecut/named-files";
import { bearerTokenSchema, type LocalizedText } from "@cablecut/protocol";
import * as z from "zod";
import { showControlSchema } from "./show-control.ts";
import { reasonOf } from "./system-error.ts";

/**
 * How the command line finds a running show: written to the data directory once it is ready. Of a show on several machines
 * `cablecut deploy` writes it: nobody supervises that one as a whole, and its cables are real.
 */
const address = z.url({ protocol: /^https?$/ });
const runningShowSchema = z.object({
  pid: z.number().int().nullable(),
  showId: z.string(),
  startedAt: z.string(),
  join: address,
  /** Where stage and console are opened, where that is not what phones open. */
  pages: address.optional(),
  /** The first gateway as this machine reaches it, without a path. */
  gateway: address,
  /** All of them, the first one included, under the names of their processes. */
  gateways: z
    .array(
      z.object({
        name: z.string(),
        origin: address,
        /** Further addresses of the same one: from a host of the show it may be reached over other networks only. */
        further: z.array(address).default([]),
      }),
    )
    .default([]),
  /** Null: no cable can be cut from here. That of an earlier build asks for no token. */
  fabric: z
    .object({
      host: z.string(),
      port: z.number().int(),
      token: bearerTokenSchema.exactOptional(),
    })
    .nullable(),
  /** Null: several machines, each with its own supervision. */
  control: showControlSchema.nullable(),
  processes: z.record(z.string(), z.number().int()),
});
export type RunningShow = z.infer<typeof runningShowSchema>;

/** Where a gateway may be asked, the first one first. */
export function originsOf(show: RunningShow): readonly string[] {
  const all = gatewaysOf(show);
  return [...all.map(({ origin }) => origin), ...all.flatMap(({ further }) => further)];
}

/** The gateways with their addresses, also where an earlier build has written of one only. */
export function gatewaysOf({ gateway, gateways }: RunningShow): RunningShow["gateways"] {
  return gateways.length === 0 ? [{ name: "gateway", origin: gateway, further: [] }] : gateways;
}

const retryMs = 1_000;
const runningBytesMax = 1024 * 1024;

/**
 * Keeps running.json for as long as a show runs. It only helps the command line to find the show, so a disk that does
 * not take it ends nothing: it is tried again every second until the disk does.
 */
export class PublishedShow {
  readonly #path: string;
  /** Told when a write has failed, with the reason, and null when one has succeeded after that. */
  readonly #onTrouble: (reason: LocalizedText | null) => void;
  #describe: (() => RunningShow) | null = null;
  #retry: NodeJS.Timeout | undefined;
  #failing = false;

  constructor(dataDirectory: string, onTrouble: (reason: LocalizedText | null) => void) {
    this.#path = pathIn(dataDirectory);
    this.#onTrouble = onTrouble;
  }

  /** What the show is like is asked again whenever it is written. */
  publish(describe: () => RunningShow): void {
    this.#describe = describe;
    this.refresh();
  }

  /** Writes it anew, if a show is published. */
  refresh(): void {
    clearTimeout(this.#retry);
    if (this.#describe === null) return;
    try {
      writeSynced(this.#path, `${JSON.stringify(this.#describe(), null, 2)}\n`);
    } catch (error) {
      this.#retry = setTimeout(() => this.refresh(), retryMs);
      if (!this.#failing) this.#onTrouble(reasonOf(error));
      this.#failing = true;
      return;
    }
    if (this.#failing) this.#onTrouble(null);
    this.#failing = false;
  }

  withdraw(): void {
    clearTimeout(this.#retry);
    this.#describe = null;
    this.#failing = false;
    try {
      rmSync(this.#path, { force: true });
    } catch {
      // It names processes that are gone, which whoever reads it finds out.
    }
  }
}

export type FoundShow =
  /** Null: none has said that it runs here. */
  | { readonly ok: true; readonly show: RunningShow | null }
  | { readonly ok: false; readonly path: string; readonly reason: LocalizedText };

/** The show that runs on this data directory. */
export function findRunningShow(dataDirectory: string): FoundShow {
  const path = pathIn(dataDirectory);
  const found = jsonIn(path, runningBytesMax);
  if (!found.ok)
    return found.absent ? { ok: true, show: null } : { ok: false, path, reason: found.reason };
  const parsed = runningShowSchema.safeParse(found.content);
  if (parsed.success) return { ok: true, show: parsed.data };
  return { ok: false, path, reason: reasonText(runningShowSchema, found.content) };
}

function pathIn(dataDirectory: string): string {
  return join(dataDirectory, "running.json");
}
