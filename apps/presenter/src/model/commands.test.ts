import type { CommandAnswer, PresenterCommand } from "@cablecut/protocol";
import { showScenes } from "@cablecut/ui/show-scenes";
import { expect, test } from "vitest";
import { createStore } from "zustand/vanilla";
import { createCommands } from "./commands.ts";
import type { NoAnswer } from "./link.ts";
import { silentLink } from "../testing/silent-link.ts";
import { consoleSnapshot, stateOfConsole } from "../testing/console-state.ts";
import type { ConsoleState } from "./store.ts";

function console(scene: string, answer: CommandAnswer | NoAnswer = { ok: true }) {
  const sent: PresenterCommand[] = [];
  const shown = { ...consoleSnapshot(showScenes[scene]!), frame: { boot: 7, number: 42 } };
  const store = createStore<ConsoleState>(() => stateOfConsole(shown));
  const link = silentLink({
    command: async ({ command, shown }) => {
      expect(shown).toEqual({ boot: 7, number: 42 });
      sent.push(command);
      return answer;
    },
  });
  const commands = createCommands(store, link);
  return { store, link, commands, sent };
}
const cut = (target: string): PresenterCommand => ({
  kind: "cut",
  targets: [target],
  intervalMs: 0,
  evenIfQuorumIsLost: false,
});

test("a cut that leaves a quorum is sent as it is", async () => {
  const { commands, sent } = console("live");
  await commands.send(cut("hz"));
  expect(sent).toEqual([cut("hz")]);
});

test("a cut that loses the quorum waits for a second word", async () => {
  const { commands, sent, store } = console("three-cities");
  await commands.send(cut("sh-a"));
  expect(sent).toEqual([]);
  expect(store.getState().guarded).toEqual(cut("sh-a"));

  await commands.answerGuard(false);
  expect(sent).toEqual([]);
  expect(store.getState().guarded).toBeNull();

  await commands.send(cut("sh-a"));
  await commands.answerGuard(true);
  expect(sent).toEqual([{ ...cut("sh-a"), evenIfQuorumIsLost: true }]);
});

test("the gateway knows better: its refusal asks the same question", async () => {
  const { commands, store } = console("live", { ok: false, refusal: "would-lose-quorum" });
  await commands.send(cut("hz"));
  expect(store.getState().guarded).toEqual(cut("hz"));
  expect(store.getState().refused).toBeNull();
});

test("while rooms switch nothing but blank and restore everything leaves the console", async () => {
  const { commands, sent, store } = console("switching-early");
  await commands.send({ kind: "cue", on: true });
  expect(store.getState().refused).toMatchObject({ refusal: "switching" });
  await commands.send({ kind: "blank", on: true });
  await commands.send({ kind: "restore-everything" });
  expect(sent.map((command) => command.kind)).toEqual(["blank", "restore-everything"]);
});

test("without a connection nothing is sent, now or later", async () => {
  const { commands, sent, store } = console("live");
  store.setState({ connection: "lost" });
  await commands.send(cut("hz"));
  expect(sent).toEqual([]);
  expect(store.getState().refused).toMatchObject({ refusal: "not-connected" });
});

test("every refusal is kept for the eye, counted, and cleared by the next success", async () => {
  const { commands, store } = console("live", { ok: false, refusal: "fabric-unreachable" });
  await commands.send(cut("hz"));
  await commands.send(cut("hz"));
  expect(store.getState().refused).toEqual({ refusal: "fabric-unreachable", number: 2 });
});

test.each([
  [{ fabric: "busy" }, "fabric-busy"],
  [{ fabric: "closing" }, "fabric-closing"],
  [{ fabric: "refused" }, "fabric-refused"],
  [{ fabric: "refused", fabricSilent: true }, "fabric-silent"],
] as const)(
  "cables' switchboard that answers is not told of as one that is silent, nor one that was asked nothing as one that has declined: %o",
  async (answer, told) => {
    const { commands, store } = console("live", {
      ok: false,
      refusal: "fabric-unreachable",
      ...answer,
    });
    await commands.send(cut("hz"));
    expect(store.getState().refused).toMatchObject({ refusal: told });
  },
);

test("what was done and is not on the disk yet is told of, and the act goes on", async () => {
  const { commands, sent, store } = console("live", { ok: true, notSaved: true });
  await commands.give({ kind: "cut", hand: "hold", commands: [cut("hz"), cut("hz")] });
  expect(sent).toHaveLength(2);
  expect(store.getState().refused).toEqual({ refusal: "not-saved", number: 2 });
});

test("who is no longer logged in is sent to the door", async () => {
  const { commands, store } = console("live", { ok: false, refusal: "not-logged-in" });
  await commands.send(cut("hz"));
  expect(store.getState().access).toEqual({ kind: "out", refusal: "session-over" });
});

test("a gateway that never heard of the session is shown it, and takes what is wanted now; a cut comes never late", async () => {
  const notIn = { ok: false, refusal: "not-logged-in" } as const;
  const { store, link } = console("live", notIn);
  const asked: string[] = [];
  let knows = false;
  const again = createCommands(
    store,
    {
      ...link,
      command: async ({ command }) => {
        asked.push(command.kind);
        return knows ? { ok: true } : notIn;
      },
    },
    async () => {
      knows = true;
      return "in";
    },
  );
  await again.send({ kind: "blank", on: true });
  expect(asked).toEqual(["blank", "blank"]);
  expect(store.getState()).toMatchObject({ access: { kind: "in" }, refused: null });
  knows = false;
  await again.send(cut("sz-a/A"));
  expect(asked).toEqual(["blank", "blank", "cut"]);
  expect(store.getState().refused).toMatchObject({ refusal: "stale-command" });
  knows = false;
  const cleared = { kind: "impair", targets: ["all"], impairment: { kind: "none" } } as const;
  await again.send({ ...cleared, targets: [...cleared.targets], evenIfQuorumIsLost: false });
  expect(asked.slice(3), "faults are taken away whenever cables are restored").toEqual([
    "impair",
    "impair",
  ]);
});

test("nobody is told that the session is over, or sent to the door, before the server has said so", async () => {
  const { store, link } = console("live", { ok: false, refusal: "not-logged-in" });
  const commands = createCommands(store, link, async () => "no-answer");
  await commands.send(cut("hz"));
  expect(store.getState()).toMatchObject({
    access: { kind: "in" },
    refused: { refusal: "not-let-in" },
  });
});

const reset = { kind: "reset", showId: "K7F3" } as const;

test("why a show was not ended is told by its own name", async () => {
  const refused = { ok: false, refusal: "unknown", reset: "not-set-aside" } as const;
  const { commands, store } = console("live", refused);
  await commands.send(reset);
  expect(store.getState().refused).toMatchObject({ refusal: "not-set-aside" });
});

test("a show that has ended could not say so: who then has to log in again reads of no failure", async () => {
  const { commands, store } = console("live", { ok: false, refusal: "no-answer" });
  const sent = commands.send(reset);
  store.setState({ connection: "lost" });
  store.setState({ connection: "connected", access: { kind: "out", refusal: "session-over" } });
  await sent;
  expect(store.getState().refused).toBeNull();
});

test("a line that broke under the order for a new show is no end of it: whoever is still in is told to look", async () => {
  const { commands, store } = console("live", { ok: false, refusal: "no-answer" });
  const sent = commands.send(reset);
  store.setState({ connection: "lost" });
  store.setState({ connection: "silent" });
  store.setState({ connection: "connected" });
  await sent;
  expect(store.getState().refused).toMatchObject({ refusal: "no-answer" });
});

test("a gateway that is there and does not answer is told of at once", async () => {
  const { commands, store } = console("live", { ok: false, refusal: "no-answer" });
  await commands.send(reset);
  expect(store.getState().refused).toMatchObject({ refusal: "no-answer" });
});
