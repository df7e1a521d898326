import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { paceProfiles } from "@cablecut/failover";
import { Authority, usualValidity } from "@cablecut/link/certificates";
import { newShow } from "../show/show-file.ts";
import {
  certificateFilesOf,
  hostConfigs,
  operatedShowFile,
  type DeployedShow,
} from "./host-files.ts";
import { operatorFolder, type Host, type Hosts } from "./hosts-file.ts";
import { installText } from "./install-script.ts";
import { isCertified, unitName, unitText } from "./units.ts";
import { describeHost } from "./host-description.ts";
import { processesOf } from "./host-processes.ts";

/** A file of a deployment. What is not `secret` may be read by everybody. */
export interface DeployedFile {
  /** From the folder of the deployment. */
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}

/** Everything of a new show on several hosts, with new keys, as files: a folder per host, and one for the operator. */
export async function newDeployment(hosts: Hosts, nowMs: number): Promise<readonly DeployedFile[]> {
  const show = newShow(hosts.topology, paceProfiles[hosts.pace], hosts.pin, hosts.engine);
  const deployed = { hosts, show, operatorToken: randomBytes(32).toString("hex") };
  const authority = await Authority.create(show.showId, usualValidity(nowMs));
  const files: DeployedFile[] = [
    secret(join(operatorFolder, "show.json"), json(show)),
    secret(join(operatorFolder, "operator-token"), `${deployed.operatorToken}\n`),
    secret(join(operatorFolder, "running.json"), json(operatedShowFile(deployed))),
  ];
  for (const host of hosts.hosts) files.push(...(await hostFolder(deployed, host, authority)));
  return files;
}

async function hostFolder(
  deployed: DeployedShow,
  host: Host,
  authority: Authority,
): Promise<readonly DeployedFile[]> {
  const configs = hostConfigs(deployed, host);
  const { showId } = deployed.show;
  const files: DeployedFile[] = [
    secret("host.json", json(describeHost(deployed.hosts, showId, host))),
    { path: "install.sh", text: installText(host), mode: 0o755 },
  ];
  for (const kind of processesOf(host)) {
    files.push(secret(`${kind}.json`, json(configs[kind] ?? {})), {
      path: unitName(kind),
      text: unitText(kind, host, deployed.hosts.ports),
      mode: 0o644,
    });
    if (!isCertified(kind)) continue;
    const id = kind === "room" ? host.room : host.gateway?.id;
    const made = await authority.certify({ showId, kind, id: id ?? "" });
    const names = certificateFilesOf(kind);
    files.push(secret(names.certificate, made.certificate), secret(names.key, made.key));
    if (!files.some(({ path }) => path === names.authority)) {
      files.push(secret(names.authority, made.authority));
    }
  }
  return files.map((file) => ({ ...file, path: join(host.name, file.path) }));
}

function secret(path: string, text: string): DeployedFile {
  return { path, text, mode: 0o600 };
}

function json(content: object): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}
