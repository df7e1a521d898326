import { FabricClient, type ClientAnswer, type FabricEvent } from "@cablecut/fabric";

const done: ClientAnswer = { ok: true, changes: [], cancelled: [], saved: true };

/** A fabric in a test's hands: it does what it is asked by writing it down. */
export class RecordedFabric extends FabricClient {
  readonly asked: string[] = [];
  /** Tells the gateway of an event, as the fabric's stream would. */
  tell: (event: FabricEvent) => void = () => undefined;

  constructor() {
    super({ port: 1 });
  }

  override async status(): ReturnType<FabricClient["status"]> {
    return { ok: false, refusal: "unreachable", message: "a test" };
  }

  override async cut({
    targets,
    direction,
  }: Parameters<FabricClient["cut"]>[0]): Promise<ClientAnswer> {
    this.asked.push(`cut ${targets.join(" ")}${direction === undefined ? "" : ` ${direction}`}`);
    return done;
  }

  override async restore({ targets }: { targets: readonly string[] }): Promise<ClientAnswer> {
    this.asked.push(`restore ${targets.join(" ")}`);
    return done;
  }

  override async fault({
    targets,
    fault,
  }: Parameters<FabricClient["fault"]>[0]): Promise<ClientAnswer> {
    this.asked.push(`${JSON.stringify(fault)} ${targets.join(" ")}`);
    return done;
  }

  override async restoreEverything(): Promise<ClientAnswer> {
    this.asked.push("restore everything");
    return done;
  }

  override async history(): ReturnType<FabricClient["history"]> {
    return { ok: true, events: [] };
  }

  override watch(handlers: Parameters<FabricClient["watch"]>[0]): () => void {
    this.tell = (event) => handlers.onEvent(event);
    return () => undefined;
  }
}
