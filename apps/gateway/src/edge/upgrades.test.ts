import { EventEmitter } from "node:events";
import type { Server } from "node:http";
import { Socket } from "node:net";
import { expect, test } from "vitest";
import type { Handshakes } from "./handshakes.ts";
import { openUpgrades } from "./upgrades.ts";

test.each(["", "&sid=own", "&sid="])(
  "a WebSocket%s is opened in its turn and within its address's budget, also beside a session that is there already",
  (sid) => {
    const http = new EventEmitter();
    const asked: Parameters<Handshakes["judge"]>[1][] = [];
    const opened: unknown[] = [];
    openUpgrades(http as unknown as Server, {
      path: "/socket.io/",
      engine: { handleUpgrade: (request) => opened.push(request) },
      handshakes: { judge: (_, answers) => asked.push(answers) },
      admitted: () => undefined,
    });
    const url = `/socket.io/?EIO=4&transport=websocket${sid}`;
    const [one, other] = [new Socket(), new Socket()];
    // Nothing is at its other end.
    other.on("error", () => undefined);
    http.emit("upgrade", { url }, one, Buffer.alloc(0));
    http.emit("upgrade", { url }, other, Buffer.alloc(0));
    expect(opened).toEqual([]);
    asked[0]!.open();
    asked[1]!.refuse("too-fast");
    expect(opened).toHaveLength(1);
    expect(one.destroyed).toBe(false);
  },
);
