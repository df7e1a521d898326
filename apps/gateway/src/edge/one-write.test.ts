import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { writeTogether } from "./one-write.ts";

/** A WebSocket's connection, and whether what is written to it is kept back. */
function connectionOf() {
  let corks = 0;
  const _socket = { cork: () => (corks += 1), uncork: () => (corks -= 1) };
  return { transport: { socket: { _socket } }, corks: () => corks };
}

test("several packets of one connection are kept together, a single one is not", () => {
  const engine = new EventEmitter();
  writeTogether(engine as never);
  const connection = connectionOf();
  engine.emit("flush", connection, ["one"]);
  expect(connection.corks()).toBe(0);
  engine.emit("drain", connection);
  engine.emit("flush", connection, ["one", "two"]);
  expect(connection.corks()).toBe(1);
  engine.emit("drain", connection);
  expect(connection.corks()).toBe(0);
});

test("another connection that is written to meanwhile leaves neither of them kept back", () => {
  const engine = new EventEmitter();
  writeTogether(engine as never);
  const [outer, inner, single] = [connectionOf(), connectionOf(), connectionOf()];
  engine.emit("flush", outer, ["one", "two"]);
  engine.emit("flush", single, ["one"]);
  engine.emit("drain", single);
  expect(outer.corks()).toBe(1);
  engine.emit("flush", inner, ["one", "two"]);
  engine.emit("drain", inner);
  expect([outer.corks(), inner.corks()]).toEqual([1, 0]);
  engine.emit("drain", outer);
  expect([outer.corks(), inner.corks()]).toEqual([0, 0]);
});

test("a connection without a WebSocket is left as it is", () => {
  const engine = new EventEmitter();
  writeTogether(engine as never);
  const polling = { transport: {} };
  engine.emit("flush", polling, ["one", "two"]);
  expect(engine.emit("drain", polling)).toBe(true);
});
