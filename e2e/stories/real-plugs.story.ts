import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { DeployedHosts, hostNames } from "../machines/deployed-hosts.ts";
import { HostNetwork, whyNoHosts } from "../machines/host-network.ts";
import { engineUnderTest, whyNoEtcd } from "../processes/members.ts";
import { expectSaid, notJudged, standstillOf, stoodStillMs, textsOf } from "./page-watch.ts";
import { PhonePage } from "./phone-page.ts";
import { PresenterPage } from "./presenter-page.ts";
import { StagePage } from "./stage-page.ts";

const start = 100_000_000;
const cue = 888;

/** Every host with its processes, as MACHINES.md has it. */
async function begin(hosts: DeployedHosts): Promise<void> {
  hosts.writeHostsFile("keynote");
  const typed = async (host: string | null, command: string): Promise<void> => {
    const { code, out } = await hosts.type(host, command);
    expect(code, `${command}: ${out}`).toBe(0);
  };
  await typed(null, "node dist/cablecut.mjs deploy hosts.json --out machines");
  for (const host of hostNames) await typed(host, `sh ${host}/install.sh --go --first`);
  await Promise.all(hostNames.map((host) => hosts.start(host)));
}

function pinIn(folder: string): string {
  const show = readFileSync(join(folder, "machines", "operator", "show.json"), "utf8");
  return (JSON.parse(show) as { pin: string }).pin;
}

test("real plugs on seven hosts: of one nothing is seen but its cable; of a city's phones, stage and console say what they say of a cut, and everybody's money is there", async ({
  browser,
}) => {
  const reason = whyNoHosts() ?? (engineUnderTest() === "etcd" ? whyNoEtcd() : null);
  test.skip(reason !== null, reason ?? "");
  const folder = mkdtempSync(join(tmpdir(), "cablecut-plugs-"));
  const network = new HostNetwork();
  const hosts = new DeployedHosts(network, folder);
  try {
    await begin(hosts);
    const home = hosts.origin("web-1");
    const screen = await StagePage.open(browser, `${home}/stage`);
    await screen.expectEveryRoomToServe();
    const ann = await PhonePage.enter(browser, `${home}/`, "ann", "en");
    const bo = await PhonePage.enter(browser, `${home}/`, "bo", "zh");
    const cy = await PhonePage.enter(browser, `${home}/`, "cy", "en");
    const phones = [ann, bo, cy];
    await expect(ann.room).toHaveText("Hangzhou A");
    await expect(bo.room).toHaveText("杭州B");
    await expect(cy.room).toHaveText(/^(Shanghai|Shenzhen)/);
    const desk = await PresenterPage.open(browser, `${home}/presenter`);
    await desk.logIn(pinIn(folder));
    await expect(desk.cable("hz-a/A")).toHaveAttribute("data-look", "whole");

    network.unplug("hz-1", "A");
    await expect(desk.cable("hz-a/A")).toHaveAttribute("data-look", "cut");
    await expect(desk.cable("hz-a/B")).toHaveAttribute("data-look", "whole");
    await cy.payPartner.click();
    await cy.expectBalance(start - cue);
    await cy.page.goBack();
    await screen.expectEveryRoomToServe();
    await expect(ann.room).toHaveText("Hangzhou A");
    // What a hand has pulled a hand puts back.
    await expect(desk.page.getByRole("button", { name: /cut|restore/i })).toHaveCount(0);
    await expect(desk.page.getByRole("switch", { name: /cut|restore/i })).toHaveCount(0);
    network.plug("hz-1", "A");
    await expect(desk.cable("hz-a/A")).toHaveAttribute("data-look", "whole");

    const statusTexts = await Promise.all([ann, bo].map(({ status }) => textsOf(status)));
    const stoodStill = await standstillOf(ann.page);
    for (const card of ["A", "B"] as const)
      for (const host of ["hz-1", "hz-2"]) network.unplug(host, card);
    for (const cable of ["hz-a/A", "hz-a/B", "hz-b/A", "hz-b/B"])
      await expect(desk.cable(cable)).toHaveAttribute("data-look", "cut");
    await Promise.all([
      expect(ann.status).toContainText("Test account disaster recovery switching"),
      expect(bo.status).toContainText("测试账户容灾切换中"),
      expect(screen.headline).toContainText("Disaster recovery switching"),
    ]);
    const stoodMs = await stoodStill();
    const [annWas, boWas] = await Promise.all(statusTexts.map((said) => said()));
    if (stoodMs < stoodStillMs) {
      expect(annWas?.join(" | ")).toContain("System abnormal");
      expect(boWas?.join(" | ")).toContain("系统异常");
    } else notJudged("System abnormal", stoodMs);
    const ofCy = await textsOf(cy.payments);
    await cy.payPartner.click();
    await expectSaid(ofCy, "Kept, not charged");

    await screen.expectView("recovered");
    await expect(screen.headline).toContainText("s, paced to 2018");
    expect(Number(await screen.seconds.textContent())).toBeGreaterThan(20);
    // No fabric has stamped the cut: whichever sign of life was the later one, screen and console name the same.
    const since = /since the last (?:sign over the cables|heartbeat)/;
    await expect(screen.headline).toContainText(since);
    const [said = ""] = since.exec((await screen.headline.textContent()) ?? "") ?? [];
    await expect(desk.page.getByTestId("timed-since")).toContainText(said);
    await expect(ann.room).toHaveText(/^(Shanghai|Shenzhen)/);
    await expect(bo.room).toHaveText(/^(上海|深圳)/);
    await expect
      .poll(() => Promise.all(phones.map((phone) => phone.paidCents())))
      .toEqual([0, 0, 2 * cue]);
    await expect(cy.status).toContainText(/(\d+) of \1 receipts survived/);
    await expect(ann.status).toContainText("receipts survived");
    await expect(screen.page.getByTestId("funds")).toHaveAttribute("data-exact", "true");

    for (const card of ["A", "B"] as const)
      for (const host of ["hz-1", "hz-2"]) network.plug(host, card);
    await expect(screen.room(0)).toHaveAttribute("data-condition", "normal");
    await expect(screen.room(1)).toHaveAttribute("data-condition", "normal");
    await ann.payByNumber(await bo.accountNumber(), "5");
    await expect
      .poll(async () => {
        const each = await Promise.all(phones.map((phone) => phone.balanceCents()));
        return each.reduce((total, cents) => total + cents, 0);
      })
      .toBe(3 * start);
  } finally {
    await hosts.stopAll();
    network.remove();
    rmSync(folder, { recursive: true, force: true });
  }
});
