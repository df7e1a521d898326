import { checksumOf } from "../checksum.ts";
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
      return [20 + (command.failback ? 256 : 0)];
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
  return rawPayload(commands.map(rawRecord));
}
