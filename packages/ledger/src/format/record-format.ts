import { transfersPerFrameMax } from "@cablecut/protocol";

/**
 * The bytes of a payload. Everything is little-endian and made of 32-bit words, so that a batch is read as one
 * Uint32Array. A header of four words is followed by the records; the first byte of a record is its kind.
 *
 * word 0  magic (16 bits), version (8), zero (8)
 * word 1  records
 * word 2  words in all records together
 * word 3  XXH32 of words 0..2 (as seed) and of all records
 */
export const payloadMagic = 0xcb1e;
/** The ledger's formats: in the first one incidents and dials are no state (SPEC.md, A). */
export const firstFormat = 1;
export const formatOfIncidents = 2;

/** Versions of payloads: which of them is written where, says SPEC.md, B7 and B8. */
export const firstPayloadVersion = 1;
const payloadVersionOfIncidents = 2;
/** Whoever may run beside this build reads these, so a payload needs them only where a record of it does. */
export const assumedPayloadVersion = 2;
/** What this build reads. Above `assumedPayloadVersion` it is written only when all rooms are known to read it. */
export const newestPayloadVersion = 2;
export const headerWords = 4;

/** Records in one payload. */
export const recordsMax = transfersPerFrameMax;

/** Kinds are never given to another meaning. */
export const recordKinds = {
  transfer: 1,
  cancel: 2,
  open: 3,
  heartbeat: 16,
  suspectRoom: 17,
  moveShard: 18,
  setPace: 19,
  setFailback: 20,
  adoptFormat: 21,
  incidentMeasured: 22,
  shardMeasured: 23,
  setDial: 24,
} as const;
export type RecordKind = (typeof recordKinds)[keyof typeof recordKinds];

/**
 * Words of a record by its kind; 0 for what is no kind.
 *
 * transfer     kind | payerEpoch<<8, payer, payee, amount, sequence, payeeEpoch
 * cancel       kind | payerEpoch<<8, payer, sequence
 * open         kind | epoch<<8, shard, token hash (8 words)
 * heartbeat    kind | room<<8, predecessor (2), clockMs (2), digestIndex (2), digest (2), chain prefix (2)
 * suspectRoom  kind | room<<8 | by<<16, last heartbeat seen (2)
 * moveShard    kind | from<<8 | to<<16 | by<<24, shard | reason<<16, epoch, last heartbeat of from (2)
 * setPace      kind | name<<8, heartbeatMs, suspectMs, leaseMs, moveIntervalMs
 * setFailback    kind | failback<<8 (0 off, 1 on; from payload version 2 on also 2 as it is)
 *
 * From payload version 2 on:
 *
 * adoptFormat        kind | format<<8
 * incidentMeasured   kind | source<<8 | shards<<16, incident, duration ms; so many shardMeasured follow
 * shardMeasured      kind | shard<<8, ms
 * setDial            kind | dial<<8, value (4 words, see dial-codec.ts)
 *
 * Two words are an integer below 2^53, the lower half first; digest and prefix are 8 bytes each.
 */
export const recordWords: Uint8Array = new Uint8Array(256);
recordWords[recordKinds.transfer] = 6;
recordWords[recordKinds.cancel] = 3;
recordWords[recordKinds.open] = 10;
recordWords[recordKinds.heartbeat] = 11;
recordWords[recordKinds.suspectRoom] = 3;
recordWords[recordKinds.moveShard] = 5;
recordWords[recordKinds.setPace] = 5;
recordWords[recordKinds.setFailback] = 1;

recordWords[recordKinds.adoptFormat] = 1;
recordWords[recordKinds.incidentMeasured] = 3;
recordWords[recordKinds.shardMeasured] = 2;
recordWords[recordKinds.setDial] = 5;

/** In a setFailback record: the setting stays what it is. */
export const failbackKept = 2;

/** The payload version that a record needs; `detail` is what its first word has above the kind. */
export function versionOfRecord(kind: number, detail: number): number {
  const isNew =
    kind >= recordKinds.adoptFormat ||
    (kind === recordKinds.setFailback && detail === failbackKept);
  return isNew ? payloadVersionOfIncidents : firstPayloadVersion;
}

export const recordWordsMax = 11;
export const payloadBytesMax = 4 * (headerWords + recordsMax * recordWordsMax);

export const u32Max = 0xffff_ffff;
/** Epochs share a word with the kind of the record. */
export const epochMax = 0xff_ffff;
/** Upper half of the largest integer that two words may hold, 2^53 - 1. */
export const upperWordMax = 0x1f_ffff;

export const moveReasons = ["failover", "handover"] as const;
export type MoveReason = (typeof moveReasons)[number];

/** Position is the code in a SetPace record; names are only ever added at the end. */
export const paceNameCodes = ["keynote", "booth", "full-speed", "custom"] as const;
