import type { AuditAnswer } from "@cablecut/protocol";
import { auditVerdict, drawAudit, type AuditVerdict } from "./audit-drawing.ts";
import { exitCodes, operate, operatedShow, type Target } from "./control-target.ts";
import { auditTexts } from "../texts/audit-texts.ts";

/** Rooms are asked one after the other, two seconds each at most, and compared for two more. */
const auditTimeoutMs = 30_000;

const verdictCodes: Readonly<Record<AuditVerdict, number>> = {
  equal: exitCodes.done,
  different: exitCodes.refused,
  "no-quorum": exitCodes.unreachable,
  "not-compared": exitCodes.refused,
};

/** `ctl audit`: every answering room recounts all funds. @returns 0 equal and sound, 1 a difference, or not all
 * could be compared, 3 no quorum */
export async function auditCommand(target: Target): Promise<number> {
  const { language } = target;
  const show = operatedShow(target);
  if (show === null) return exitCodes.unreachable;
  const outcome = await operate(show, async (socket, described) => {
    const { topology } = (await described).description;
    const answer: AuditAnswer = await socket.timeout(auditTimeoutMs).emitWithAck("audit", {});
    return { answer, topology };
  });
  if (!outcome.ok) return exitCodes.unreachable;
  const { answer, topology } = outcome.value;
  if (!answer.ok) {
    console.error(auditTexts.notAsked(answer.refusal)[language]);
    return exitCodes.refused;
  }
  console.log(drawAudit(answer, topology, language));
  return verdictCodes[auditVerdict(answer)];
}
