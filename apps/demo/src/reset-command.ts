import type { ShowSnapshot } from "@cablecut/protocol";
import { exitCodes, operatedShow } from "./control-target.ts";
import { asPresenter } from "./presenter-session.ts";
import { askForReset } from "./show-control.ts";

interface ResetOptions {
  readonly data: string;
  readonly yes: boolean;
  readonly force: boolean;
}

/** `ctl reset`: a new show on the same running supervisor; without `--yes` only what it would cost. @returns the exit code */
export async function resetCommand({ data, yes, force }: ResetOptions): Promise<number> {
  const show = operatedShow(data);
  if (show === null) return exitCodes.unreachable;
  const { running, pin } = show;
  if (!yes) {
    const outcome = await asPresenter(running.gateway, pin, (_, described) => described);
    console.log(costText(running.showId, outcome.ok ? outcome.value.snapshot.show : null));
    return exitCodes.refused;
  }
  const answer = await askForReset(running.control, force);
  if (answer === null) {
    console.error("the supervisor does not answer; see what it prints, and cablecut ctl status");
    return exitCodes.unreachable;
  }
  if (!answer.ok) {
    console.error(`${answer.refusal}: ${answer.message}`);
    return exitCodes.refused;
  }
  console.log(`show ${answer.showId} is ready, PIN ${answer.pin}`);
  console.log(`show ${running.showId} was moved to ${answer.aside}`);
  return exitCodes.done;
}

/** What a reset would end. `snapshot` null: the gateway does not say. */
export function costText(showId: string, snapshot: ShowSnapshot | null): string {
  const held =
    snapshot === null
      ? "the gateway does not say what is in it"
      : `${snapshot.people.joined} accounts of people and ${snapshot.traffic.booked} payments`;
  return [
    `A reset ends show ${showId} (${held}) and begins a new one with the same PIN and addresses.`,
    "Everybody on a phone gets a new account. The data are kept below shows/ in the data directory.",
    "Nothing was done; say --yes to do it.",
  ].join("\n");
}
