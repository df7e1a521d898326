import { join } from "node:path";
import { portsOf, privilegedPorts, type ProcessKind } from "./host-processes.ts";
import type { Host, Hosts } from "./hosts-file.ts";
import { isForTheMoment, placesOfUnits, type Places } from "./places.ts";

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

/** What stands below `/tmp` or `/var/tmp` the unit could not find in one of its own. */
function hasOwnTmp(places: Places): string {
  return placesOfUnits(places).some(isForTheMoment) ? "" : "PrivateTmp=yes\n";
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
${hasOwnTmp(places)}PrivateDevices=yes
ProtectSystem=strict
ReadWritePaths=${places.data}
ProtectKernelTunables=yes
ProtectControlGroups=yes
RestrictSUIDSGID=yes

[Install]
WantedBy=multi-user.target
`;
}
