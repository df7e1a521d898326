import { cableNames, type LocalizedText } from "@cablecut/protocol";
import { checkTexts } from "../texts/host-check-texts.ts";
import type { HostDescription } from "./host-description.ts";
import type { HostFindings, Reach } from "./host-check.ts";

/** A slower disk makes every payment wait noticeably: a payment is synced on three of five. */
const syncMedianMsMax = 25;
/** Clocks of hosts may differ by so much before somebody should look; only what is printed depends on them. */
const clockMsMax = 2_000;
/** A room keeps its log, snapshots and an archive, and ends where the disk is full; an idle show alone archives 50 MB an hour. */
const freeMibMin = 1_024;

/** One thing that was looked at. */
export interface Judged {
  readonly ok: boolean;
  readonly text: LocalizedText;
}

/** What was found, line by line; a host that is to house its part of the show has nothing that is not ok. */
export function judgeHost(host: HostDescription, found: HostFindings): readonly Judged[] {
  return [
    ...cableNames.map((network) => ({
      ok: found.cards[network],
      text: checkTexts.card(network, network === "A" ? host.a : host.b, found.cards[network]),
    })),
    ...host.others.flatMap(({ name }) => judgeWays(name, found.reaches)),
    ...judgeClocks(found),
    ...judgeDisk(host, found.sync),
    ...judgeCustody(host, found),
    ...judgeStart(host, found.start),
    ...judgeLog(host, found.log),
    ...(found.etcd === null
      ? []
      : [{ ok: found.etcd.kind === "there", text: checkTexts.etcd(found.etcd) }]),
    ...found.ports.map(({ port, state }) => ({
      ok: state === "free" || state === "answers" || state === "not-tried",
      text: portText(port, state),
    })),
  ];
}

function portText(port: number, state: HostFindings["ports"][number]["state"]): LocalizedText {
  if (typeof state === "string") return checkTexts.port(port, state);
  if ("refused" in state) return checkTexts.portRefused(port, state.refused);
  return checkTexts.portNotHad(port, state.code);
}

function judgeWays(name: string, reaches: readonly Reach[]): readonly Judged[] {
  return reaches
    .filter(({ host }) => host === name)
    .map(({ network, outcome }) => ({
      ok: outcome.kind === "answers" || outcome.kind === "nothing-listens",
      text: checkTexts.way(name, network, outcome),
    }));
}

function judgeClocks({ reaches, certificate, nowMs }: HostFindings): readonly Judged[] {
  const { fromMs, toMs } = certificate;
  const valid = fromMs <= nowMs && nowMs < toMs;
  const ahead = new Map<string, number>();
  for (const { host, outcome } of reaches) {
    if (outcome.kind === "answers" && outcome.clockAheadMs !== null) {
      ahead.set(host, outcome.clockAheadMs);
    }
  }
  const compared = [...ahead].map(([host, ms]) => ({
    ok: Math.abs(ms) <= clockMsMax,
    text: checkTexts.clock(host, ms, Math.abs(ms) <= clockMsMax ? null : clockMsMax),
  }));
  const certified = {
    ok: valid,
    text: valid
      ? checkTexts.certificate(new Date(toMs))
      : checkTexts.certificateElsewhen(new Date(fromMs), new Date(toMs), new Date(nowMs)),
  };
  if (compared.length > 0) return [certified, ...compared];
  return [certified, { ok: true, text: checkTexts.clockUnknown }];
}

/** A folder of an earlier build does not say as whom processes run. */
function judgeCustody({ data, user }: HostDescription, found: HostFindings): readonly Judged[] {
  const { custody, loose } = found;
  const kept = { ok: loose.length === 0, text: checkTexts.keys(loose) };
  if (custody === null || user === undefined) return [kept];
  const isWrong = typeof custody === "object" || custody === "no-such-user";
  return [kept, { ok: !isWrong, text: checkTexts.custody(data, user, custody) }];
}

/** Where it is found here it is not found by systemd, which would try every second. */
function judgeStart({ user }: HostDescription, start: HostFindings["start"]): readonly Judged[] {
  if (start === null || user === undefined) return [];
  return [{ ok: typeof start === "string", text: checkTexts.start(user, start) }];
}

/** A log of an earlier show is found here, and not by the room that would end at once and be started no more. */
function judgeLog({ room }: HostDescription, log: HostFindings["log"]): readonly Judged[] {
  if (room === null || log === null || typeof log === "string") return [];
  return [{ ok: false, text: checkTexts.log(room, log.refused) }];
}

function judgeDisk({ data, room }: HostDescription, sync: HostFindings["sync"]): readonly Judged[] {
  if ("code" in sync) return [{ ok: false, text: checkTexts.noSync(data, sync.code) }];
  const { medianMs, worstMs, freeBytes } = sync;
  const isFast = medianMs <= syncMedianMsMax;
  const synced = {
    ok: isFast,
    text: checkTexts.sync(data, {
      medianMs,
      worstMs,
      medianMsMax: isFast ? null : syncMedianMsMax,
    }),
  };
  // A gateway keeps next to nothing.
  if (freeBytes === null || room === null) return [synced];
  const freeMib = Math.floor(freeBytes / 1024 ** 2);
  const isEnough = freeMib >= freeMibMin;
  return [
    synced,
    { ok: isEnough, text: checkTexts.space(data, freeMib, isEnough ? null : freeMibMin) },
  ];
}
