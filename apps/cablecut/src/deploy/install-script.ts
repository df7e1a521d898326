import { join } from "node:path";
import { languages, type LocalizedText } from "@cablecut/protocol";
import { installTexts, processTexts } from "../texts/install-texts.ts";
import { certificateFilesOf } from "./host-files.ts";
import { processesOf, processKinds, type ProcessKind } from "./host-processes.ts";
import type { Host } from "./hosts-file.ts";
import type { Places } from "./places.ts";
import { isCertified, startLine, unitName } from "./units.ts";

/** Ends with 0 on a Node that can run the program; no quote of a shell is in it. */
export const isNewEnough =
  'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)';

/** Says what goes where on a host; with --go it does it. */
export function installText(host: Host): string {
  const { name, places } = host;
  const processes = processesOf(host);
  const { node, program, data, user } = places;
  const names = processes.map((kind) => processTexts[kind]);
  const what = {
    en: names.map(({ en }) => en).join(" and "),
    zh: names.map(({ zh }) => zh).join("、"),
  };
  const texts = installTexts;
  return `#!/bin/sh
${[texts.head(name, what), texts.headFirst, texts.headNoStart].map(comment).join("\n")}
${readingOfWords}
${say(texts.host(name, what))}
for file in ${programFiles(processes, program)}; do
  if [ ! -f "$file" ]; then ${refuse(texts.noProgram(program))}; break; fi
done
if ! ${node} -e '${isNewEnough}' >/dev/null 2>&1; then
  ${refuse(texts.noNode(node))}
fi
${refusalOfAnothers(places)}
${refusalOfOthersFolders(places)}
id ${user} >/dev/null 2>&1 || run useradd --system --home-dir ${data} --shell /usr/sbin/nologin ${user}
${refusalOfUser(processes, places)}
# First of all: where another show's log lies, or something of it runs, nothing of that show is written over.
if [ "$first" = yes ]; then
  for unit in ${processKinds.map(unitName).join(" ")}; do
    if systemctl is-active --quiet "$unit" 2>/dev/null; then
      ${refuse(texts.runs)}
    fi
  done
  run ${node} ${join(program, "cablecut.mjs")} deploy --begin "$from"
fi
# Also what an installation began that did not come to its end; the slash is for a folder that is a link to another disk.
if [ -d ${data} ]; then run chown -R ${user} ${data}/; fi
${processKinds
  .filter((kind) => !processes.includes(kind))
  .map((kind) => removalOf(kind, places))
  .join("\n")}
${filesText(host)}
if [ "$start" = yes ] && [ -d /run/systemd/system ]; then
  run systemctl daemon-reload
  run systemctl enable --now ${processes.map(unitName).join(" ")}
else
  ${say(texts.notStarted(user))}
${processes.map((kind) => `  echo "  ${startLine(kind, places)}"`).join("\n")}
fi
if [ "$go" = no ]; then ${say(texts.nothingDone)}; fi
`;
}

function comment(text: LocalizedText): string {
  return languages.map((language) => `# ${text[language]}`).join("\n");
}

function say({ en, zh }: LocalizedText): string {
  return `say "${en}" "${zh}"`;
}

/** Without --go it is only said, and what follows as well. */
function refuse({ en, zh }: LocalizedText): string {
  return `refuse "install.sh: ${en}" "install.sh：${zh}"`;
}

function programFiles(processes: readonly ProcessKind[], program: string): string {
  return processes.map((kind) => join(program, `${kind}.mjs`)).join(" ");
}

/**
 * Nothing is written over what is another's: keys of the show whose log lies here, by a deployment that was made anew for one
 * host more; or those of this host, by the folder of its neighbour. Where a show begins its config follows the last one's.
 */
function refusalOfAnothers({ config }: Places): string {
  const there = join(config, "host.json");
  return `told() { sed -n "s/^  \\"$1\\": \\"\\(.*\\)\\",\\$/\\1/p" "$2"; }
if [ -f ${there} ]; then
  wrong=
  if [ "$(told showId ${there})" = "$(told showId "$from/host.json")" ]; then
    name=$(told name ${there})
    if [ "$name" != "$(told name "$from/host.json")" ]; then wrong="host $name"; wrong_zh="主机 $name"; fi
  elif [ "$first" = no ]; then
    wrong="another show"
    wrong_zh="另一场演示"
  fi
  if [ -n "$wrong" ]; then
    ${refuse(installTexts.anothers(config))}
  fi
fi`;
}

/** Before anything of a show is there: a folder with something else in it is somebody's, and would be given away. */
function refusalOfOthersFolders({ config, data, user }: Places): string {
  const has = (folder: string, ...ours: readonly string[]): string =>
    `[ -n "$(ls -A ${folder} 2>/dev/null | grep -vxF ${ours.map((name) => `-e ${name}`).join(" ")})" ]`;
  return `if [ ! -f ${join(config, "host.json")} ]; then
  if ${has(config, "certificates")}; then
    ${refuse(installTexts.notOurs(config, user, "config"))}
  fi
  if [ ! -d ${join(data, "rooms")} ] && [ ! -d ${join(data, "etcd")} ] && ${has(data, "lost+found")}; then
    ${refuse(installTexts.notOurs(data, user, "data"))}
  fi
fi`;
}

/** What root may start and read its processes perhaps may not: Node in root's home, a program carried under a strict umask. */
function refusalOfUser(processes: readonly ProcessKind[], { node, program, user }: Places): string {
  // Whoever installs stands in a folder that is perhaps not the user's to read.
  return `as_user() (
  cd /
  if [ "$(id -un)" = ${user} ]; then "$@"; else runuser -u ${user} -- "$@"; fi
)
if id ${user} >/dev/null 2>&1 && { [ "$(id -u)" = 0 ] || [ "$(id -un)" = ${user} ]; }; then
  if ! as_user ${node} -e '${isNewEnough}' >/dev/null 2>&1; then
    ${refuse(installTexts.cannotStart(user, node))}
  fi
  for file in ${programFiles(processes, program)}; do
    if [ -f "$file" ] && ! as_user test -r "$file"; then
      ${refuse(installTexts.cannotRead(user, program))}
      break
    fi
  done
fi`;
}

/** The last show on this host had a process that this one does not have: it would start with the machine, under its old keys. */
function removalOf(kind: ProcessKind, { config, units }: Places): string {
  const unit = join(units, unitName(kind));
  const { certificate, key } = isCertified(kind)
    ? certificateFilesOf(kind)
    : { certificate: null, key: null };
  const kept = [`${kind}.json`, certificate, key].flatMap((file) =>
    file === null ? [] : [join(config, file)],
  );
  return `if [ -f ${unit} ] || [ -f ${kept[0]} ]; then
  if [ "$start" = yes ] && [ -d /run/systemd/system ] && [ -f ${unit} ]; then run systemctl disable --now ${unitName(kind)}; fi
  run rm -f ${[unit, ...kept].join(" ")}
fi`;
}

const readingOfWords = `set -eu
unset CDPATH
case "\${LC_ALL:-\${LC_MESSAGES:-\${LANG:-}}}" in
  [zZ][hH]*) chinese=yes ;;
  *) chinese=no ;;
esac
say() {
  if [ "$chinese" = yes ]; then printf '%s\\n' "$2"; else printf '%s\\n' "$1"; fi
}
refuse() {
  say "$1" "$2" >&2
  if [ "$go" = yes ]; then exit 1; fi
}
from=$(cd "$(dirname "$0")" && pwd)
go=no
first=no
start=yes
for word in "$@"; do
  case "$word" in
    --go) go=yes ;;
    --first) first=yes ;;
    --no-start) start=no ;;
    *)
      ${say({ en: `install.sh: ${installTexts.unknownWord.en}`, zh: `install.sh：${installTexts.unknownWord.zh}` })} >&2
      exit 2
      ;;
  esac
done
run() {
  echo "  $*"
  if [ "$go" = yes ]; then "$@"; fi
}`;

function filesText(host: Host): string {
  const { config, data, units, user } = host.places;
  const processes = processesOf(host);
  const keep = (file: string): string =>
    `run install -m 0600 -o ${user} "$from/${file}" ${join(config, file)}`;
  return [
    `run install -d -m 0700 -o ${user} ${config} ${join(config, "certificates")} ${data}`,
    keep("host.json"),
    keep("certificates/authority.pem"),
    ...processes.flatMap((kind) => [
      keep(`${kind}.json`),
      ...(isCertified(kind)
        ? [keep(`certificates/${kind}.pem`), keep(`certificates/${kind}.key`)]
        : []),
    ]),
    `run install -d -m 0755 ${units}`,
    ...processes.map(
      (kind) => `run install -m 0644 "$from/${unitName(kind)}" ${join(units, unitName(kind))}`,
    ),
  ].join("\n");
}
