import type { ShowSnapshot, Language } from "@cablecut/protocol";
import { exitCodes, operatedShow, type Target } from "./control-target.ts";
import { asPresenter } from "../show/presenter-session.ts";
import { askForReset } from "../show/show-control.ts";
import { originsOf } from "../show/running-show.ts";
import { resetRefusalTexts, resetTexts } from "../texts/reset-texts.ts";

interface ResetOptions {
  readonly yes: boolean;
  readonly force: boolean;
}

/** `ctl reset`: a new show on the same running supervisor; without `--yes` only what it would cost. @returns the exit code */
export async function resetCommand(target: Target, { yes, force }: ResetOptions): Promise<number> {
  const { language } = target;
  const show = operatedShow(target);
  if (show === null) return exitCodes.unreachable;
  const { running, token } = show;
  if (running.control === null) {
    console.error(resetTexts.severalMachines[language]);
    return exitCodes.refused;
  }
  if (!yes) {
    const outcome = await asPresenter(originsOf(running), token, (_, described) => described);
    const snapshot = outcome.ok ? outcome.value.snapshot.show : null;
    console.log(costText(running.showId, snapshot, language));
    return exitCodes.refused;
  }
  const answer = await askForReset(running.control, force);
  if (answer === null) {
    console.error(resetTexts.supervisorSilent[language]);
    return exitCodes.unreachable;
  }
  if (!answer.ok) {
    console.error(`${answer.refusal}: ${resetRefusalTexts[answer.refusal][language]}`);
    return exitCodes.refused;
  }
  console.log(resetTexts.ready(answer.showId, answer.pin)[language]);
  console.log(resetTexts.aside(running.showId, answer.aside)[language]);
  return exitCodes.done;
}

/** What a reset would end. `snapshot` null: the gateway does not say. */
export function costText(
  showId: string,
  snapshot: ShowSnapshot | null,
  language: Language,
): string {
  const content =
    snapshot === null
      ? resetTexts.contentUnknown
      : resetTexts.content(snapshot.people.joined, snapshot.traffic.booked);
  return [
    resetTexts.cost(showId, content)[language],
    resetTexts.newAccounts[language],
    resetTexts.nothingDone[language],
  ].join("\n");
}
