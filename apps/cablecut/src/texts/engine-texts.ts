import type { LocalizedText } from "@cablecut/protocol";
import type { MemberForeign } from "../show/member-data.ts";
import type { ShowRefusal } from "../show/show-file.ts";

/** Why a show does not start on what it wants its log to be made by. */
type EngineRefusal =
  | Extract<ShowRefusal, { readonly kind: "other-engine" }>
  | { readonly kind: "engine-missing" }
  | { readonly kind: "engine-version"; readonly version: string }
  | MemberForeign;

export function engineRefusalText(refusal: EngineRefusal): LocalizedText {
  switch (refusal.kind) {
    case "other-engine":
      return {
        en: `${refusal.path} belongs to a show on ${refusal.engine}; leave --engine out, or start a new show with --data.`,
        zh: `${refusal.path} 属于使用 ${refusal.engine} 的演示；请去掉 --engine，或用 --data 开始新演示。`,
      };
    case "engine-missing":
      return {
        en: "etcd is not installed: on Debian run apt-get install etcd-server and stop the service that it starts, or leave --engine out.",
        zh: "未安装 etcd：在 Debian 上运行 apt-get install etcd-server 并停止其自动启动的服务，或去掉 --engine。",
      };
    case "engine-version":
      return {
        en: `The etcd on this machine is version ${refusal.version}; a show needs 3.4 or 3.5, as Debian's etcd-server, or leave --engine out.`,
        zh: `本机的 etcd 为${refusal.version}版；演示需要3.4或3.5版（例如 Debian 的 etcd-server），或去掉 --engine。`,
      };
    case "member-foreign": {
      const { path, room, owner } = refusal;
      if (owner === "unreadable")
        return {
          en: `Whose ${path} is cannot be read in its cablecut-member.json; put the directory of ${room}'s etcd member back, or start a new show with --data. Nothing was changed.`,
          zh: `无法从 ${path} 的 cablecut-member.json 读出其归属；请放回 ${room} 的 etcd 成员目录，或用 --data 开始新演示。未作任何更改。`,
        };
      return {
        en: `${path} belongs to the etcd member of ${owner.room} in the show ${owner.show}, not to that of ${room} in this one; put its own directory back, or start a new show with --data. Nothing was changed.`,
        zh: `${path} 属于演示 ${owner.show} 中 ${owner.room} 的 etcd 成员，而非本演示中 ${room} 的成员；请放回其自己的目录，或用 --data 开始新演示。未作任何更改。`,
      };
    }
  }
}
