import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { RunningShow } from "../show/running-show.ts";
import { askGateways, drawGateways } from "./gateway-states.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A gateway that says this of itself. */
async function gatewayThat(serving: boolean): Promise<string> {
  return gatewaySaying(serving ? 200 : 503, JSON.stringify({ serving }));
}

async function gatewaySaying(status: number, words: string): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status).end(words));
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("every gateway is named, with whether it answers and hears rooms; one alone is not", async () => {
  const [serves, cutOff] = [await gatewayThat(true), await gatewayThat(false)];
  const full = await gatewaySaying(503, "The hall is full.\n");
  const silent = "http://127.0.0.1:1";
  const gateways = [
    { name: "gateway", origin: silent, further: [] },
    { name: "gateway 2", origin: serves, further: [] },
    // From a host of the show a gateway may answer over another network alone.
    { name: "gateway 3", origin: silent, further: [serves] },
    { name: "gateway 4", origin: cutOff, further: [silent] },
    { name: "gateway 5", origin: full, further: [] },
  ];
  const running = { gateway: silent, gateways } as unknown as RunningShow;
  const told = await askGateways(running, 60_000);
  expect(drawGateways(told, "en")).toBe(
    `\n\ngateway 1  ${silent}  silent\ngateway 2  ${serves}  answers\ngateway 3  ${silent}  answers` +
      `\ngateway 4  ${cutOff}  answers, hears no rooms\ngateway 5  ${full}  answers`,
  );
  expect(drawGateways(told, "zh")).toContain(`网关2  ${serves}  应答\n`);
  expect(drawGateways(told, "zh")).toContain(`网关4  ${cutOff}  有应答，但连不到机房`);
  expect(drawGateways(told.slice(0, 1), "en")).toBe("");
});
