import type { ConnectionId, PeoplePorts } from "@cablecut/gateway";
import type { GatewayToPhone, PhoneToGateway } from "@cablecut/protocol";
import type { Edge } from "./edge/edge.ts";
import type { Namespace } from "socket.io";
import type { PhoneRows } from "./sockets/phone-rows.ts";
import { presenterRoom, type PresenterNamespace } from "./sockets/presenter.ts";
import type { Screens } from "./sockets/screens.ts";
import type { StageNamespace } from "./sockets/stage.ts";

export interface Audiences {
  readonly phones: Namespace<PhoneToGateway, GatewayToPhone>;
  readonly stages: StageNamespace;
  readonly presenters: PresenterNamespace;
}

/** Something of socket.io that sends. What may be sent is checked by the event maps of `PeoplePorts`. */
interface Emitter {
  emit(name: string, ...values: unknown[]): unknown;
}
interface Emitters {
  get(connection: ConnectionId): Emitter | undefined;
}

/** After these a phone's connection has no account any more, so it gives its place back. */
const lastWords: ReadonlySet<keyof GatewayToPhone> = new Set(["superseded", "removed"]);

/** The browsers connected over socket.io. A connection is known by its socket's id. */
export function peoplePortsOver(
  { phones, stages, presenters }: Audiences,
  edge: Pick<Edge, "guardOf">,
  rows: Pick<PhoneRows, "tell">,
  screens: Pick<Screens, "count" | "knownCount">,
): PeoplePorts {
  const all =
    (emitter: Emitter) =>
    (name: string, ...values: unknown[]): void =>
      void emitter.emit(name, ...values);
  const one =
    (emitters: Emitters) =>
    (connection: ConnectionId, name: string, ...values: unknown[]): void =>
      void emitters.get(connection)?.emit(name, ...values);
  const toPhone = one(phones.sockets);
  return {
    toPhone(connection, name, ...values) {
      toPhone(connection, name, ...values);
      const socket = phones.sockets.get(connection);
      if (lastWords.has(name) && socket !== undefined) edge.guardOf(socket).close();
    },
    toAllPhones: (name, ...values) => rows.tell(name, ...values),
    toStage: one(stages.sockets),
    toAllStages: all(stages),
    toConsole: one(presenters.sockets),
    // A fresh one each time: a choice of sockets is made for one message.
    toAllConsoles: (name, ...values) => all(presenters.to(presenterRoom))(name, ...values),
    stageCount: () => stages.sockets.size,
    screenCount: () => screens.count,
    knownScreenCount: () => screens.knownCount,
    consoleCount: () => presenters.sockets.size,
  };
}
