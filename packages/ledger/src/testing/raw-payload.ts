import type { DialChange } from "@cablecut/protocol";
import { checksumOf } from "../format/checksum.ts";
import type { Command } from "./commands.ts";

/**
 * The payload format once more, written from its description and not from the writer, and without the writer's
 * refusals: tests need bytes that no honest room would write.
 */

function integer(value: number): number[] {
  return [value % 2 ** 32, Math.floor(value / 2 ** 32)];
}

export function hexWords(hex: string): number[] {
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return [...new Uint32Array(bytes.buffer)];
}

export function rawRecord(command: Command): number[] {
  switch (command.kind) {
    case "transfer": {
      const { payer, payee, amount, sequence, payerEpoch, payeeEpoch } = command;
      return [1 + payerEpoch * 256, payer, payee, amount, sequence, payeeEpoch];
    }
    case "cancel":
      return [2 + command.payerEpoch * 256, command.payer, command.sequence];
    case "open":
      return [3 + command.epoch * 256, command.shard, ...hexWords(command.tokenHash)];
    case "heartbeat":
      return [
        16 + command.room * 256,
        ...integer(command.predecessor),
        ...integer(command.clockMs),
        ...integer(command.digestIndex ?? 0),
        ...hexWords(command.digest ?? "00".repeat(8)),
        ...hexWords(command.chainPrefix ?? "00".repeat(8)),
      ];
    case "suspect":
      return [17 + command.room * 2 ** 8 + command.by * 2 ** 16, ...integer(command.lastHeartbeat)];
    case "move": {
      const { from, to, by, shard, reason, epoch, ownerHeartbeat } = command;
      const head = 18 + from * 2 ** 8 + to * 2 ** 16 + by * 2 ** 24;
      const code = reason === "handover" ? 2 ** 16 : 0;
      return [head, shard + code, epoch, ...integer(ownerHeartbeat)];
    }
    case "set-pace": {
      const { name, heartbeatMs, suspectMs, leaseMs, moveIntervalMs } = command.pace;
      const code = ["keynote", "booth", "full-speed", "custom"].indexOf(name);
      return [19 + code * 256, heartbeatMs, suspectMs, leaseMs, moveIntervalMs];
    }
    case "set-failback":
      return [20 + [false, true, null].indexOf(command.failback) * 256];
    case "adopt-format":
      return [21 + 2 * 256];
    case "incident-measured": {
      const { incident, source, durationMs, shards } = command;
      const code = ["fabric", "last-heartbeat", "suspicion", "path-silence"].indexOf(source);
      return [22 + code * 2 ** 8 + shards * 2 ** 16, incident, durationMs];
    }
    case "shard-measured":
      return [23 + command.shard * 256, command.ms];
    case "set-dial":
      return dialRecord(command.change);
  }
}

function dialRecord(change: DialChange): number[] {
  switch (change.dial) {
    case "act": {
      const code = ["lobby", "live", "cue", "hold-up", "report"].indexOf(change.value.act);
      const cents = change.value.act === "cue" ? change.value.amountCents : 0;
      return [24, code, cents, 0, 0];
    }
    case "doorsOpen":
      return [24 + 1 * 256, Number(change.value), 0, 0, 0];
    case "blank":
      return [24 + 2 * 256, Number(change.value), 0, 0, 0];
    case "headCountHidden":
      return [24 + 3 * 256, Number(change.value), 0, 0, 0];
    case "paused":
      return [24 + 4 * 256, Number(change.value), 0, 0, 0];
    case "stageLanguages":
      return [24 + 5 * 256, ["both", "zh", "en"].indexOf(change.value), 0, 0, 0];
    case "stageView":
      return [24 + 6 * 256, ["story", "dashboard"].indexOf(change.value), 0, 0, 0];
    case "sound":
      return [24 + 7 * 256, Number(change.value), 0, 0, 0];
    case "removed":
      return [24 + 8 * 256, change.value.account, Number(change.value.removed), 0, 0];
    case "endedSessions": {
      const { session, expiresAtS } = change.value;
      return [24 + 9 * 256, ...hexWords(session), ...integer(expiresAtS)];
    }
  }
}

/** A payload around any words at all, with a right header and checksum unless told otherwise. */
export function rawPayload(
  records: readonly number[][],
  { version = 1, count = records.length }: { version?: number; count?: number } = {},
): Uint8Array {
  const body = records.flat();
  const words = Uint32Array.of(0xcb1e + version * 2 ** 16, count, body.length, 0, ...body);
  words[3] = checksumOf(words, 4, words.length, checksumOf(words, 0, 3, 0));
  return new Uint8Array(words.buffer);
}

export function encodeRaw(commands: readonly Command[]): Uint8Array {
  const records = commands.map(rawRecord);
  return rawPayload(records, {
    version: records.some(([head]) => head! % 256 > 20 || head === 20 + 2 * 256) ? 2 : 1,
  });
}
