import { setFlagsFromString } from "node:v8";
import { readLinkConfiguration } from "@cablecut/named-files";
import { figuresPage, tellMetrics } from "@cablecut/metrics";
import {
  isOfTheSystem,
  languageOf,
  logLevelIn,
  logLevelTexts,
  roomConfigSchema,
  toldOf,
  wordsOf,
  type StartHindrance,
  type LastWords,
  type LocalizedText,
} from "@cablecut/protocol";
import { pino } from "pino";
import { roomFamilies } from "./room-families.ts";
import { startRoom, type RoomFailure, type RoomProcess } from "./room-process.ts";

/**
 * A room's heap of objects is small and its payloads lie outside of it, so with V8's own setting every 20 MB of payloads
 * have the whole heap marked: several times a second under load. This lets it grow to six times its size in between.
 */
setFlagsFromString("--heap-growing-percent=500");

/** SIGTERM ends the process within this time, whatever hangs. */
const stopMs = 1_000;

const args = process.argv.slice(2);
const language = languageOf(args, process.env);

/** `code` 2: no further start would change it, which systemd goes by; 1: it may pass, and is tried again. */
function fail(reason: LocalizedText, code: 1 | 2 = 2): never {
  process.stderr.write(`room: ${reason[language]}\n`);
  process.exit(code);
}

/** The supervisor is told what no further start would change. A message this short is on its way when `send` returns. */
function failAs({ reason, hindrance }: RoomFailure): never {
  if (hindrance === null) {
    tell({ kind: "last-words", reason });
    return fail(reason, 1);
  }
  if (hindrance !== "configuration") tell({ kind: hindrance, reason });
  return fail(reason);
}

function tell(words: StartHindrance | LastWords): void {
  process.send?.(words);
}

/** What the system refuses may pass: whoever has the port may let go of it, the network card may come. */
function failToStart(error: unknown): never {
  tell(toldOf(error));
  return fail(wordsOf(error), isOfTheSystem(error) ? 1 : 2);
}

const configuration = readLinkConfiguration(args, roomConfigSchema);
if (!configuration.ok) fail(configuration.reason);
const { config, certificates } = configuration;
const level = logLevelIn(process.env) ?? fail(logLevelTexts.allowed);
const log = pino({ name: `room ${config.room}`, level });
try {
  const outcome = await startRoom(config, { log, certificates, failed: failAs });
  if (!outcome.ok) failAs(outcome);
  else {
    await tellPrometheus(outcome.process);
    serve(outcome.process);
  }
} catch (error) {
  failToStart(error);
}

async function tellPrometheus(room: RoomProcess): Promise<void> {
  if (config.metrics === undefined) return;
  const page = figuresPage(() => room.figures(), roomFamilies(config.topology), {
    room: config.room,
  });
  await tellMetrics(page, config.metrics, (reason) => log.warn(reason));
}

function serve(room: RoomProcess): void {
  let stopping = false;
  const stop = (how: "drain" | "at-once"): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(0), stopMs).unref();
    void room.stop(how).then(() => process.exit(0));
  };
  process.on("SIGTERM", () => stop("drain"));
  process.on("SIGINT", () => stop("drain"));
  // The supervisor is gone, perhaps killed: nobody else would end this process, and its port is wanted by the next one.
  process.on("disconnect", () => stop("at-once"));
  log.info({ port: room.port }, "room is ready");
  process.send?.({ kind: "ready", port: room.port });
}
