import type { LocalizedText } from "@cablecut/protocol";
import type { CableStatus, ClientAnswer, FabricClient, Fault } from "@cablecut/fabric";
import { cableTexts } from "../texts/cable-texts.ts";

/** What `ctl fault` was asked for; exactly one of them, with `jitterMs` beside `delayMs` only. */
export interface FaultWishes {
  readonly delayMs?: number;
  readonly jitterMs?: number;
  /** Chance of each segment, 0 to 0.9. */
  readonly lossRate?: number;
  readonly bytesPerSecond?: number;
  /** Seen from the room at the end of the cable. */
  readonly oneWay?: "toward" | "from";
  readonly reset?: boolean;
  readonly clear?: boolean;
}

type Perform = (fabric: FabricClient, cables: readonly CableStatus[]) => Promise<ClientAnswer[]>;

export type FaultChanges =
  | { readonly ok: true; readonly perform: Perform }
  | { readonly ok: false; readonly message: LocalizedText };

/** How the fabric is to be asked; a wish for nothing, or for two things at once, is refused in one line. */
export function faultChanges(wishes: FaultWishes): FaultChanges {
  const { delayMs, jitterMs, lossRate, bytesPerSecond, oneWay } = wishes;
  if (jitterMs !== undefined && delayMs === undefined) {
    return { ok: false, message: cableTexts.jitterNeedsDelay };
  }
  const asked: Perform[] = [];
  if (delayMs !== undefined) asked.push(put({ kind: "delay", delayMs, jitterMs: jitterMs ?? 0 }));
  if (lossRate !== undefined) asked.push(put({ kind: "loss", rate: lossRate }));
  if (bytesPerSecond !== undefined) asked.push(put({ kind: "bandwidth", bytesPerSecond }));
  if (wishes.reset === true) asked.push(put({ kind: "reset" }));
  if (oneWay !== undefined) {
    asked.push(async (fabric, cables) => [
      await fabric.cut({ targets: idsOf(cables), direction: oneWay }),
    ]);
  }
  if (wishes.clear === true) asked.push(clear);
  const [perform] = asked;
  if (perform !== undefined && asked.length === 1) return { ok: true, perform };
  const count = asked.length;
  return { ok: false, message: count === 0 ? cableTexts.oneFault : cableTexts.oneFaultNot(count) };
}

function put(fault: Fault): Perform {
  return async (fabric, cables) => [await fabric.fault({ targets: idsOf(cables), fault })];
}

/** Takes away what is there, one-way silence included. A cable that is cut both ways stays cut. */
const clear: Perform = async (fabric, cables) => {
  const answers: ClientAnswer[] = [];
  const take = async (fault: Fault, has: (cable: CableStatus) => boolean): Promise<void> => {
    const targets = idsOf(cables.filter(has));
    if (targets.length > 0) answers.push(await fabric.fault({ targets, fault }));
  };
  const delayed = (cable: CableStatus): boolean => cable.delayMs > 0 || cable.jitterMs > 0;
  await take({ kind: "delay", delayMs: 0, jitterMs: 0 }, delayed);
  await take({ kind: "loss", rate: 0 }, ({ lossRate }) => lossRate > 0);
  await take({ kind: "bandwidth", bytesPerSecond: null }, (cable) => cable.bytesPerSecond !== null);
  const oneWay = idsOf(cables.filter(({ silence }) => silence.toward !== silence.from));
  if (oneWay.length > 0) answers.push(await fabric.restore({ targets: oneWay }));
  return answers;
};

function idsOf(cables: readonly CableStatus[]): string[] {
  return cables.map(({ id }) => id);
}
