import { writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { makeFolder } from "@cablecut/named-files";
import { isShortLink, type Language, type LocalizedText } from "@cablecut/protocol";
import { describeRefusal, openWal } from "@cablecut/wal";
import { exitCodes } from "../ctl/control-target.ts";
import { codeOf } from "../show/system-error.ts";
import { memberBeginMark } from "../show/member-data.ts";
import { roomDirectory } from "../show/room-logs.ts";
import { deployTexts, hostsRefusalText } from "../texts/deploy-texts.ts";
import { checkTexts } from "../texts/host-check-texts.ts";
import { newDeployment } from "./deployment.ts";
import { inspectHost } from "./host-check.ts";
import type { HostDescription } from "./host-description.ts";
import { readHostFolder } from "./host-folder.ts";
import { hostLog, type HostLog } from "./host-log.ts";
import { judgeHost } from "./host-judgement.ts";
import { operatorFolder, readHostsFile, type Hosts, type HostsRefusal } from "./hosts-file.ts";
import { isForTheMoment, placesOfUnits } from "./places.ts";
import { refusalOfFolder, writeDeployment } from "./write-deployment.ts";

/** `cablecut deploy hosts.json --out DIR`: a folder for each host, or a named refusal and nothing. @returns the exit code */
export async function deployCommand(
  hostsPath: string,
  out: string,
  language: Language,
): Promise<number> {
  const refuse = (refusal: HostsRefusal): number => {
    console.error(`${refusal.kind}: ${hostsRefusalText(refusal)[language]}`);
    return exitCodes.usage;
  };
  const read = readHostsFile(hostsPath);
  if (!read.ok) return refuse(read.refusal);
  const path = resolve(out);
  const taken = refusalOfFolder(path);
  if (taken !== null) return refuse(taken);
  const { hosts, ports } = read.hosts;
  const refusal = writeDeployment(path, await newDeployment(read.hosts, Date.now()));
  if (refusal !== null) return refuse(refusal);
  const said = [
    deployTexts.written(path, hosts.length),
    ...otherPorts(read.hosts).map(({ name, opened }) =>
      deployTexts.otherPort(name, opened, ports.web),
    ),
    ...openedWithHttps(read.hosts).map(({ name, url }) => deployTexts.noHttps(name, url)),
    ...[...forTheMoment(read.hosts)].map((path) => deployTexts.forTheMoment(path)),
    ...openedBelowAPath(read.hosts).map((url) => deployTexts.withPath(url)),
    deployTexts.keys,
    deployTexts.pin(join(path, operatorFolder, "show.json")),
    deployTexts.next(hosts[0]?.name ?? ""),
  ];
  console.log(said.map((text) => text[language]).join("\n"));
  return exitCodes.done;
}

/** Where phones open another port than the gateway's, and no proxy is named that leads from one to the other. */
function otherPorts({
  hosts,
  ports,
  proxy,
}: Hosts): readonly { readonly name: string; readonly opened: number }[] {
  if (proxy !== undefined) return [];
  return hosts.flatMap(({ name, gateway }) => {
    if (gateway === null || isShortLink(gateway.url)) return [];
    const { port, protocol } = new URL(gateway.url);
    const usual = protocol === "https:" ? 443 : 80;
    const opened = port === "" ? usual : Number(port);
    return opened === ports.web ? [] : [{ name, opened }];
  });
}

function forTheMoment({ hosts }: Hosts): ReadonlySet<string> {
  return new Set(hosts.flatMap(({ places }) => placesOfUnits(places).filter(isForTheMoment)));
}

/** A gateway has no certificate for browsers, and no proxy is named that has. */
function openedWithHttps({
  hosts,
  proxy,
}: Hosts): readonly { readonly name: string; readonly url: string }[] {
  if (proxy !== undefined) return [];
  return hosts.flatMap(({ name, gateway }) =>
    gateway?.url.startsWith("https:") === true && !isShortLink(gateway.url)
      ? [{ name, url: gateway.url }]
      : [],
  );
}

/** A proxy that serves the show there lets nobody in. */
function openedBelowAPath({ hosts, proxy }: Hosts): readonly string[] {
  const urls =
    proxy === undefined
      ? hosts.flatMap(({ gateway }) => (gateway === null ? [] : [gateway.url]))
      : [proxy.url];
  return urls.filter(isShortLink);
}

/**
 * `cablecut deploy --begin FOLDER`: sets up the empty log of this host's room. It is the operator's word that the room
 * never ran: an empty directory that is found without it has lost a log. @returns the exit code
 */
export async function beginCommand(folder: string, language: Language): Promise<number> {
  const read = readHostFolder(folder);
  if (!read.ok) {
    console.error(deployTexts.noHost(folder, read.reason)[language]);
    return exitCodes.usage;
  }
  const { room, showId, data } = read.host;
  if (room === null) {
    console.log(deployTexts.noRoomHere[language]);
    return exitCodes.done;
  }
  const directory = roomDirectory(data, room);
  const notBegun = (why: LocalizedText): number => {
    console.error(deployTexts.notBegun(why)[language]);
    return exitCodes.refused;
  };
  const found = await logOf(read.host, room, directory);
  if (typeof found === "object") return notBegun(found.refused);
  if (found === "own") {
    console.log(deployTexts.logExists(room)[language]);
    return exitCodes.done;
  }
  const trouble = read.host.etcdPorts.length > 0 ? beginMember(memberBeginMark(data, room)) : null;
  if (trouble !== null) return notBegun(trouble);
  const opened = await openWal({
    directory,
    identity: { room, show: showId },
    ifEmpty: "create",
    onFailure: () => undefined,
  });
  if (!opened.ok) return notBegun(describeRefusal(opened.refusal));
  await new Promise<void>((closed) => opened.value.wal.close(closed));
  console.log(deployTexts.begun(room)[language]);
  return exitCodes.done;
}

/** What is there, or why it cannot be begun or gone on with: whoever types this by hand may not be whose the data are. */
async function logOf(host: HostDescription, room: string, directory: string): Promise<HostLog> {
  try {
    return await hostLog(host, room);
  } catch (error) {
    return { refused: systemsWords(directory, error) };
  }
}

/** The system's name for it, with the path; what is not the system's is thrown on. */
function systemsWords(path: string, error: unknown): LocalizedText {
  const code = codeOf(error);
  if (code === null) throw error;
  return { en: `${path} (${code})`, zh: `${path}（${code}）` };
}

/**
 * Says to the member beside the room that it never ran; one that has written something needs no such word. Null when it is
 * said, else what the system refused.
 */
function beginMember(mark: string): LocalizedText | null {
  try {
    makeFolder(dirname(mark), 0o700);
    writeFileSync(mark, "", { mode: 0o600 });
    return null;
  } catch (error) {
    return systemsWords(mark, error);
  }
}

/** `cablecut deploy --check FOLDER`: whether this host can be what it is meant to be. @returns the exit code */
export async function checkCommand(
  folder: string,
  language: Language,
  patienceMs?: number,
): Promise<number> {
  const read = readHostFolder(folder);
  if (!read.ok) {
    console.error(deployTexts.noHost(folder, read.reason)[language]);
    return exitCodes.usage;
  }
  const findings = await inspectHost(read.host, read.certificates, folder, patienceMs);
  const judged = judgeHost(read.host, findings);
  for (const { ok, text } of judged) console.log(`${ok ? "ok " : "NOT"} ${text[language]}`);
  const bad = judged.filter(({ ok }) => !ok).length;
  console.log((bad === 0 ? checkTexts.good : checkTexts.bad(bad))[language]);
  return bad === 0 ? exitCodes.done : exitCodes.refused;
}
