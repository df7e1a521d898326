import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { RunningShow } from "../show/running-show.ts";
import { askGateways, drawGateways } from "./gateway-states.ts";

const server = createServer((_, response) => response.writeHead(503).end());
afterEach(() => void server.close());

test("every gateway is named, with whether it answers; one alone is not", async () => {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const answers = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const silent = "http://127.0.0.1:1";
  const gateways = [
    { name: "gateway", origin: silent, further: [] },
    { name: "gateway 2", origin: answers, further: [] },
    // From a host of the show a gateway may answer over another network alone.
    { name: "gateway 3", origin: silent, further: [answers] },
  ];
  const states = await askGateways({ gateway: silent, gateways } as unknown as RunningShow);
  expect(drawGateways(states, "en")).toBe(
    `\n\ngateway 1  ${silent}  silent\ngateway 2  ${answers}  answers\ngateway 3  ${silent}  answers`,
  );
  expect(drawGateways(states, "zh")).toContain(`网关2  ${answers}  应答`);
  expect(drawGateways(states.slice(0, 1), "en")).toBe("");
});
