import type {
  CableStatus,
  ClientAnswer,
  ClientRefusal,
  FabricClient,
  Fault,
} from "@cablecut/fabric";
import type { FabricEnd, FabricPort } from "@cablecut/gateway";
import type { Impairment } from "@cablecut/protocol";

type FabricControl = Pick<
  FabricClient,
  "status" | "cut" | "restore" | "restoreEverything" | "fault"
>;

/** The fabric's control as the gateway's logic asks it; the client's own patience bounds every wait. */
export function fabricPortOver(client: FabricControl): FabricPort {
  const tell = async (
    answer: Promise<FabricEnd>,
    done: (end: FabricEnd) => void,
  ): Promise<void> => {
    done(await answer);
  };
  const tellStatus = async (done: Parameters<FabricPort["status"]>[0]): Promise<void> => {
    const status = await client.status();
    if (status.ok) done(status.cables, status.behind);
    else done(null);
  };
  return {
    status: (done) => void tellStatus(done),
    cut: (targets, intervalMs, done) =>
      void tell(endOf(client.cut({ targets: [...targets], intervalMs })), done),
    restore: (targets, done) => void tell(endOf(client.restore({ targets: [...targets] })), done),
    restoreEverything: (done) => void tell(endOf(client.restoreEverything()), done),
    impair: (targets, impairment, done) =>
      void tell(impair(client, [...targets], impairment), done),
  };
}

async function endOf(asked: Promise<ClientAnswer>): Promise<FabricEnd> {
  const answer = await asked;
  if (answer.ok) return { kind: "made", saved: answer.saved };
  return answer.refusal === "unreachable" ? { kind: "unknown" } : notMade(answer);
}

function notMade({ refusal }: Pick<ClientRefusal, "refusal">): FabricEnd {
  const isNamed = refusal === "busy" || refusal === "closing";
  return { kind: "not-made", why: isNamed ? refusal : "refused" };
}

/** Of several changes: where some were made and others were not, whoever asked has to look. */
function endOfAll(ends: readonly FabricEnd[]): FabricEnd {
  const made = ends.filter((end) => end.kind === "made");
  if (made.length === ends.length) return { kind: "made", saved: made.every(({ saved }) => saved) };
  const [refused] = ends.filter((end) => end.kind === "not-made");
  const areAllRefused = ends.every(({ kind }) => kind === "not-made");
  return areAllRefused && refused !== undefined ? refused : { kind: "unknown" };
}

function impair(
  client: FabricControl,
  targets: string[],
  impairment: Impairment,
): Promise<FabricEnd> {
  switch (impairment.kind) {
    case "delay":
      return endOf(client.fault({ targets, fault: impairment }));
    case "loss":
      return endOf(
        client.fault({ targets, fault: { kind: "loss", rate: impairment.percent / 100 } }),
      );
    case "bandwidth": {
      const { kilobytesPerSecond } = impairment;
      const bytesPerSecond = kilobytesPerSecond === null ? null : kilobytesPerSecond * 1_000;
      return endOf(client.fault({ targets, fault: { kind: "bandwidth", bytesPerSecond } }));
    }
    case "reset":
      return endOf(client.fault({ targets, fault: impairment }));
    case "one-way":
      return endOf(client.cut({ targets, direction: impairment.silent }));
    case "none":
      return clear(client, targets);
  }
}

/** Takes away what there is on the targets' cables; one that is cut both ways stays cut. */
async function clear(client: FabricControl, targets: readonly string[]): Promise<FabricEnd> {
  const status = await client.status();
  // Nothing has been asked of it but how the cables are.
  if (!status.ok) return status.refusal === "unreachable" ? { kind: "not-asked" } : notMade(status);
  const cables = status.cables.filter(
    ({ id, room, city }) =>
      targets.includes("all") || [id, room, city].some((name) => targets.includes(name)),
  );
  const idsOf = (has: (cable: CableStatus) => boolean): string[] =>
    cables.filter(has).map(({ id }) => id);
  const neutral = (
    fault: Fault,
    has: (cable: CableStatus) => boolean,
  ): readonly [Fault, string[]] => [fault, idsOf(has)];
  const faults = [
    neutral(
      { kind: "delay", delayMs: 0, jitterMs: 0 },
      (cable) => cable.delayMs + cable.jitterMs > 0,
    ),
    neutral({ kind: "loss", rate: 0 }, (cable) => cable.lossRate > 0),
    neutral({ kind: "bandwidth", bytesPerSecond: null }, (cable) => cable.bytesPerSecond !== null),
  ];
  const ends = faults
    .filter(([, ids]) => ids.length > 0)
    .map(([fault, ids]) => endOf(client.fault({ targets: ids, fault })));
  const oneWay = idsOf(({ silence }) => silence.toward !== silence.from);
  if (oneWay.length > 0) ends.push(endOf(client.restore({ targets: oneWay })));
  return endOfAll(await Promise.all(ends));
}
