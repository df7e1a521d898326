import { join } from "node:path";
import { portsOf, privilegedPorts, processesOf, type ProcessKind } from "./host-processes.ts";
import type { Host, Hosts } from "./hosts-file.ts";
import type { Places } from "./places.ts";

export function unitName(kind: ProcessKind): string {
  return `cablecut-${kind}.service`;
}

/** What a process is started with, by systemd or by hand. */
export function startLine(kind: ProcessKind, { node, program, config }: Places): string {
  return `${node} ${join(program, `${kind}.mjs`)} --config ${join(config, `${kind}.json`)}`;
}

/** A member speaks to its room alone. */
export function isCertified(kind: ProcessKind): kind is "room" | "gateway" {
  return kind !== "member";
}

/** The one right of root that a process needs which is to have such a port; nothing for all others. */
function rightToPorts(kind: ProcessKind, host: Host, ports: Hosts["ports"]): string {
  const needs = portsOf(kind, ports, host).some((port) => port < privilegedPorts);
  return needs ? "AmbientCapabilities=CAP_NET_BIND_SERVICE\n" : "";
}

/** A systemd unit: started again whatever ends it, except where it says itself that no further start would help. */
export function unitText(kind: ProcessKind, host: Host, ports: Hosts["ports"]): string {
  const { places } = host;
  const what = {
    room: `room ${host.room}`,
    member: `etcd ${host.room}`,
    gateway: host.gateway?.id,
  };
  return `[Unit]
Description=Cablecut ${what[kind]}
Wants=network-online.target
After=network-online.target
# A host whose cables are pulled is not given up.
StartLimitIntervalSec=0

[Service]
ExecStart=${startLine(kind, places)}
User=${places.user}
WorkingDirectory=${places.data}
Restart=always
RestartSec=1
# The configuration is wrong or the log is damaged: somebody has to look.
RestartPreventExitStatus=2
TimeoutStopSec=5
LimitNOFILE=65536
UMask=0077
${rightToPorts(kind, host, ports)}NoNewPrivileges=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ReadWritePaths=${places.data}
ProtectKernelTunables=yes
ProtectControlGroups=yes
RestrictSUIDSGID=yes

[Install]
WantedBy=multi-user.target
`;
}

/** Ends with 0 on a Node that can run the program; no quote of a shell is in it. */
const isNewEnough =
  'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)';

/** Says what goes where on a host; with --go it does it. */
export function installText(host: Host): string {
  const { name, places } = host;
  const processes = processesOf(host);
  const what = processes.join(" and ");
  return `#!/bin/sh
# What goes where on host ${name} (${what}). Without --go it only says it.
# --first: the show begins, and the log of this room with it. Never on a host that replaces another.
# --no-start: the files alone.
${readingOfWords}
echo "host ${name}: ${what}"
if [ ! -f ${join(places.program, `${processes[0]}.mjs`)} ]; then
  echo "install.sh: put the program into ${places.program} first (dist of a built checkout)" >&2
  if [ "$go" = yes ]; then exit 1; fi
fi
if ! ${places.node} -e '${isNewEnough}' >/dev/null 2>&1; then
  echo "install.sh: ${places.node} is not Node.js 20.19 or later; put it there, or say in hosts.json where it is (places.node)" >&2
  if [ "$go" = yes ]; then exit 1; fi
fi
${refusalOfAnothers(places)}
id ${places.user} >/dev/null 2>&1 || run useradd --system --home-dir ${places.data} --shell /usr/sbin/nologin ${places.user}
# First of all: where another show's log lies, or something of it runs, nothing of that show is written over.
if [ "$first" = yes ]; then
  for unit in ${processes.map(unitName).join(" ")}; do
    if systemctl is-active --quiet "$unit" 2>/dev/null; then
      echo "install.sh: $unit runs, of a show that began before; stop it first" >&2
      if [ "$go" = yes ]; then exit 1; fi
    fi
  done
  run ${places.node} ${join(places.program, "cablecut.mjs")} deploy --begin "$from"
fi
# Also what an installation began that did not come to its end.
if [ -d ${places.data} ]; then run chown -R ${places.user} ${places.data}; fi
${filesText(host)}
if [ "$start" = yes ] && [ -d /run/systemd/system ]; then
  run systemctl daemon-reload
  run systemctl enable --now ${processes.map(unitName).join(" ")}
else
  echo "nothing was started; by hand, as ${places.user}:"
${processes.map((kind) => `  echo "  ${startLine(kind, places)}"`).join("\n")}
fi
if [ "$go" = no ]; then echo "nothing was done; with --go it is"; fi
`;
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
    if [ "$(told name ${there})" != "$(told name "$from/host.json")" ]; then wrong="host $(told name ${there})"; fi
  elif [ "$first" = no ]; then
    wrong="another show"
  fi
  if [ -n "$wrong" ]; then
    echo "install.sh: ${config} is that of $wrong; move that folder away first if this host is no longer part of it" >&2
    if [ "$go" = yes ]; then exit 1; fi
  fi
fi`;
}

const readingOfWords = `set -eu
unset CDPATH
from=$(cd "$(dirname "$0")" && pwd)
go=no
first=no
start=yes
for word in "$@"; do
  case "$word" in
    --go) go=yes ;;
    --first) first=yes ;;
    --no-start) start=no ;;
    *) echo "install.sh: there is no $word, only --go, --first and --no-start" >&2; exit 2 ;;
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
