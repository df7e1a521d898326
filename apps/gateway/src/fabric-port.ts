import type { FabricClient } from "@cablecut/fabric";
import type { FabricPort } from "@cablecut/gateway";

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
  };
}
