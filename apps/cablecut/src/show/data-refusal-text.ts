import { quorumOfCount, type LocalizedText } from "@cablecut/protocol";
import type { StartRefusal } from "./start-refusal.ts";

type DataRefusal = Extract<
  StartRefusal,
  {
    kind:
      | "logs-unreadable"
      | "logs-lost"
      | "no-log-readable"
      | "members-lost"
      | "logs-of-another"
      | "newer-build";
  }
>;

const unchanged: LocalizedText = { en: " Nothing was changed.", zh: "未作任何更改。" };
const nothing: LocalizedText = { en: "", zh: "" };

/** Logs that are a quorum by themselves, and older, would elect one of themselves, and the whole ones drop what they lack. */
function missing({ rooms, count }: { rooms: readonly string[]; count: number }): number {
  return quorumOfCount(count) - (count - rooms.length);
}

/** What the rooms had is not all there, or not for this build, or of another show. */
export function dataRefusalText(refusal: DataRefusal): LocalizedText {
  // Rooms whose loss was accepted have begun anew by then.
  const also = "lossAccepted" in refusal && refusal.lossAccepted ? nothing : unchanged;
  switch (refusal.kind) {
    case "logs-unreadable":
      return {
        en: `The logs of ${refusal.rooms.join(", ")} cannot be read, and the other rooms ${refusal.lossAccepted ? "that run have nothing" : "are no quorum"}; restore ${refusal.lossAccepted ? "these directories" : "as many of these directories as are missing to a quorum, no more,"} from a copy.${also.en} Why is said above and in ${refusal.logs}.`,
        zh: `${refusal.rooms.join("、")} 的日志无法读取，其余${refusal.lossAccepted ? "运行中的机房没有任何数据" : "机房不足多数"}；请用备份恢复${refusal.lossAccepted ? "这些目录" : "其中的目录，凑足多数即可，不要更多"}。${also.zh}原因见上文与 ${refusal.logs}。`,
      };
    case "logs-lost":
      return {
        en: `${refusal.rooms.join(", ")} ran in this show and have no complete log any more: ${refusal.rooms.length} of ${refusal.count} rooms. Payments that were booked may have been in these logs only; restore ${missing(refusal)} of these directories from a copy, no more: the others get everything from the rooms that are whole. --accept-loss starts all the same, from what the other rooms have: what they lack is lost, and receipts may be missing.`,
        zh: `${refusal.rooms.join("、")} 曾在本演示中运行，但已无完整日志：${refusal.count}个机房中的${refusal.rooms.length}个。已入账的付款可能只存在于这些日志中；请用备份恢复其中${missing(refusal)}个目录，不要更多：其余会从完好的机房补齐。加 --accept-loss 则仍以其余机房的数据启动：它们没有的数据将丢失，凭证可能缺失。`,
      };
    case "no-log-readable":
      return {
        en: `The log of ${refusal.rooms.join(", ")} cannot be read (${refusal.reason.en}), and the other rooms have nothing, so --accept-loss does not help; restore the directories from a copy, or move those away as well if their payments are to be given up. Nothing was changed.`,
        zh: `${refusal.rooms.join("、")} 的日志无法读取（${refusal.reason.zh}），其余机房已无数据，因此 --accept-loss 无济于事；请用备份恢复目录；若要放弃其中的付款，请将这些目录一并移走。未作任何更改。`,
      };
    case "members-lost":
      return {
        en: `The etcd members of ${refusal.rooms.join(", ")} have lost their data: ${refusal.rooms.length} of ${refusal.count}, and the others cannot agree to new ones. Restore ${missing(refusal)} of their directories in ${refusal.path} from a copy, no more: the others get everything from those that are whole. Or start a new show with --data. Nothing was changed.`,
        zh: `${refusal.rooms.join("、")} 的 etcd 成员已丢失数据：${refusal.count}个中的${refusal.rooms.length}个，其余成员无法达成一致以加入新成员。请用备份恢复 ${refusal.path} 中的${missing(refusal)}个目录，不要更多：其余会从完好的成员补齐。或用 --data 开始新演示。未作任何更改。`,
      };
    case "newer-build":
      return {
        en: `${refusal.rooms.join(", ")}: a newer build wrote this (${refusal.reason.en}); start the show with that build.${also.en}`,
        zh: `${refusal.rooms.join("、")}：数据由更新的版本写入（${refusal.reason.zh}）；请用该版本启动演示。${also.zh}`,
      };
    case "logs-of-another":
      return {
        en: `${refusal.rooms.join(", ")}: these directories are not of this show's rooms (${refusal.reason.en}); put back the show.json that belongs to them, or start a new show with --data.${also.en}`,
        zh: `${refusal.rooms.join("、")}：这些目录不属于本演示的机房（${refusal.reason.zh}）；请放回与之对应的 show.json，或用 --data 开始新演示。${also.zh}`,
      };
  }
}
