import type { CableStatus, FabricClient, Fault } from "@cablecut/fabric";
import type { FabricPort } from "@cablecut/gateway";
import type { Impairment } from "@cablecut/protocol";

/** The fabric's control as the gateway's logic asks it; the client's own patience bounds every wait. */
export function fabricPortOver(client: FabricClient): FabricPort {
  const tell = async (
    answer: Promise<{ readonly ok: boolean }>,
    done: (made: boolean) => void,
  ): Promise<void> => {
    const { ok } = await answer;
    done(ok);
  };
  const tellStatus = async (done: Parameters<FabricPort["status"]>[0]): Promise<void> => {
    const status = await client.status();
    done(status.ok ? status.cables : null);
  };
  return {
    status: (done) => void tellStatus(done),
    cut: (targets, intervalMs, done) =>
      void tell(client.cut({ targets: [...targets], intervalMs }), done),
    restore: (targets, done) => void tell(client.restore({ targets: [...targets] }), done),
    restoreEverything: (done) => void tell(client.restoreEverything(), done),
    impair: (targets, impairment, done) =>
      void tell(impair(client, [...targets], impairment), done),
  };
}

interface Outcome {
  readonly ok: boolean;
}

function impair(client: FabricClient, targets: string[], impairment: Impairment): Promise<Outcome> {
  switch (impairment.kind) {
    case "delay":
      return client.fault({ targets, fault: impairment });
    case "loss":
      return client.fault({ targets, fault: { kind: "loss", rate: impairment.percent / 100 } });
    case "bandwidth": {
      const { kilobytesPerSecond } = impairment;
      const bytesPerSecond = kilobytesPerSecond === null ? null : kilobytesPerSecond * 1_000;
      return client.fault({ targets, fault: { kind: "bandwidth", bytesPerSecond } });
    }
    case "reset":
      return client.fault({ targets, fault: impairment });
    case "one-way":
      return client.cut({ targets, direction: impairment.silent });
    case "none":
      return clear(client, targets);
  }
}

/** Takes away what there is on the targets' cables; one that is cut both ways stays cut. */
async function clear(client: FabricClient, targets: readonly string[]): Promise<Outcome> {
  const status = await client.status();
  if (!status.ok) return status;
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
  const answers: Promise<Outcome>[] = faults
    .filter(([, ids]) => ids.length > 0)
    .map(([fault, ids]) => client.fault({ targets: ids, fault }));
  const oneWay = idsOf(({ silence }) => silence.toward !== silence.from);
  if (oneWay.length > 0) answers.push(client.restore({ targets: oneWay }));
  return { ok: (await Promise.all(answers)).every(({ ok }) => ok) };
}
