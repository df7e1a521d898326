import { join, resolve } from "node:path";
import { makeFolder } from "@cablecut/named-files";
import { lockDirectory, machineProcesses, nodeFiles } from "@cablecut/wal";
import { LastReports, type EndedShow } from "../report/last-reports.ts";
import { gatewayAddresses, pagesOf, type ShowAddresses, type ShowPages } from "./announcement.ts";
import { prepareShow, wishesOf, type Place, type PreparedShow } from "./prepared-show.ts";
import type { ShowConfigs } from "./process-configs.ts";
import { ProcessCounts } from "./process-counts.ts";
import { serveCounts } from "./supervisor-metrics.ts";
import { GatewayOrders } from "./gateway-orders.ts";
import { ConfigFiles, gatewayName, hasGateway, writeConfigs } from "./process-specs.ts";
import { PublishedShow, type RunningShow } from "../show/running-show.ts";
import {
  beginSettingAside,
  confirmSettingAside,
  finishSettingAside,
} from "../show/show-archive.ts";
import { serveShowControl } from "../show/show-control.ts";
import type { RebuildAnswer, ResetAnswer, ShowControl } from "../show/show-control.ts";
import { askForLoginLink } from "../show/login-link.ts";
import { engineOf, type Show, type ShowWishes } from "../show/show-file.ts";
import { gatewayOrigin, reachability, readTopology } from "./addresses.ts";
import { RoomRuns, whyNotStarted } from "./room-runs.ts";
import { optionRefusal } from "./option-refusals.ts";
import { PortChoices } from "./port-choices.ts";
import { hindranceOf, watchShow, type ShowWatch } from "./show-watch.ts";
import type { StartRefusal } from "../show/start-refusal.ts";
import type { ShowOptions } from "./show-options.ts";
import type { Refused, ShowListeners, ShowRun, ShowStart } from "./show-start.ts";
import { createSupervisor, type Supervisor } from "./supervisor.ts";
import { systemRefusal } from "./system-refusal.ts";

/** Starts fabric, rooms and gateways on this machine and keeps them running. */
export function runShow(options: ShowOptions, listeners: ShowListeners): ShowRun {
  const run = new RunOfShows(options, listeners);
  const started = run.start();
  return {
    started,
    async stop() {
      await run.end();
      await started;
      await run.release();
    },
    kill: () => run.kill(),
  };
}

/** What runs now. */
interface Running {
  readonly show: Show;
  readonly rooms: RoomRuns;
  readonly watch: ShowWatch;
  readonly gateways: readonly string[];
  /** Of this machine's operator. */
  readonly operatorToken: string;
  /** In the order of the gateways. */
  readonly webPorts: readonly number[];
}

type ShowUp =
  | { readonly ok: true; readonly addresses: ShowAddresses; readonly running: Running }
  | Refused;

/** One show on a data directory, and after a reset the next one: the lock is held all the time. */
class RunOfShows {
  readonly #options: ShowOptions;
  readonly #listeners: ShowListeners;
  readonly #dataDirectory: string;
  /** Gives the data directory free; to be called when everything has ended. */
  release: () => Promise<void> = () => Promise.resolve();
  #supervisor: Supervisor | null = null;
  #orders: GatewayOrders | null = null;
  #control: ShowControl | null = null;
  #rooms: RoomRuns | null = null;
  #running: Running | null = null;
  readonly #published: PublishedShow;
  readonly #counts = new ProcessCounts();
  #closeMetrics: () => void = () => undefined;
  #startedAt = "";
  #stopping = false;
  readonly #reports: LastReports;
  /** The reset that is under way. */
  #replacing: Promise<unknown> | null = null;
  #fail: (refusal: StartRefusal) => void = () => undefined;

  constructor(options: ShowOptions, listeners: ShowListeners) {
    this.#options = options;
    this.#listeners = listeners;
    this.#dataDirectory = resolve(options.data);
    this.#published = new PublishedShow(this.#dataDirectory, (reason) =>
      listeners.onEvent({ kind: "file-trouble", file: "running.json", reason }),
    );
    this.#reports = new LastReports({
      toldWithinMs: options.limits?.toldWithinMs,
      waitsForGateways: (wait) => listeners.onEvent({ kind: "report-waits", ...wait }),
      takesLong: (isEnding) => listeners.onEvent({ kind: "report-takes-long", isEnding }),
      ready: (report) => listeners.onEvent({ kind: "report", report }),
    });
  }

  /** Rejects for defects of this program only. */
  async start(): Promise<ShowStart> {
    try {
      return await this.#start();
    } catch (error) {
      const refusal = systemRefusal(error, this.#dataDirectory);
      await this.end();
      await this.release();
      return refused(refusal);
    }
  }

  async #start(): Promise<ShowStart> {
    const path = this.#dataDirectory;
    const topology = readTopology(this.#options.topology);
    if (topology !== undefined && "refusal" in topology) return topology;
    const wrong = optionRefusal(this.#options);
    if (wrong !== null) return refused(wrong);
    makeFolder(path, 0o700);
    const lock = await lockDirectory(nodeFiles, path, machineProcesses);
    if (!lock.ok)
      return refused({ kind: "data-directory-in-use", path, holderPid: lock.refusal.pid });
    // A full disk does not take that it is free either; it is so all the same with the end of this process.
    this.release = () => lock.value.release().catch(() => undefined);
    finishSettingAside(path);
    this.#control = await serveShowControl({
      reset: (force) => this.#reset(force),
      rebuild: (room, confirmed) => this.#rebuild(room, confirmed),
    });
    const metrics = await serveCounts(this.#options.metricsPort, this.#counts);
    if (metrics.ok) this.#closeMetrics = metrics.close;
    const outcome = metrics.ok
      ? await this.#bringUp(wishesOf(this.#options, topology), { first: this.#options.port })
      : metrics;
    if (!outcome.ok) {
      await this.end();
      await this.release();
      return outcome;
    }
    const failed = new Promise<StartRefusal>((settle) => {
      this.#fail = settle;
    });
    return { ok: true, addresses: outcome.addresses, failed };
  }

  async end(): Promise<void> {
    this.#stopping = true;
    this.#control?.close();
    this.#closeMetrics();
    const ended = await this.#takeDown();
    // It notices, and what it still writes is written under the lock.
    await this.#replacing;
    this.#reports.begin(ended, this.#dataDirectory);
    await this.#reports.end();
  }

  kill(): void {
    this.#stopping = true;
    this.#reports.abandon();
    void this.#orders?.stop();
    this.#supervisor?.kill();
  }

  /** What a report is made of, if anything ran. */
  async #takeDown(): Promise<EndedShow | null> {
    const crowdEnds = this.#orders?.stop();
    this.#orders = null;
    const running = this.#running;
    this.#running = null;
    running?.watch.close();
    this.#rooms?.close();
    const mayStillTell = (): boolean => hasGateway(this.#supervisor?.pids() ?? {});
    const asked = running && { ...running, isEnding: this.#stopping, mayStillTell };
    const told = asked && (await this.#reports.facts(asked));
    await this.#supervisor?.stop();
    // It would pay in the show that comes next.
    await crowdEnds;
    this.#published.withdraw();
    return running && { show: running.show, told };
  }

  /** Ports that were free when they were chosen may be taken when they are wanted: then others are chosen. */
  async #bringUp(wishes: ShowWishes, ports: Place["ports"]): Promise<ShowUp> {
    const begunMs = performance.now();
    const choices = new PortChoices({ ...this.#options, port: ports.first });
    let continued: boolean | null = null;
    for (;;) {
      this.#startedAt = new Date().toISOString();
      const place = { dataDirectory: this.#dataDirectory, startedAt: this.#startedAt, ports };
      const prepared = await prepareShow(this.#options, wishes, place);
      if (!prepared.ok) return prepared;
      continued ??= prepared.continued;
      const up = await this.#run({ ...prepared, continued }, choices, begunMs);
      if (up !== "choose-again") return up;
      this.#listeners.onEvent({ kind: "ports-again", port: choices.taken! });
    }
  }

  async #run(
    prepared: PreparedShow,
    choices: PortChoices,
    begunMs: number,
  ): Promise<ShowUp | "choose-again"> {
    const { show, configs, lost } = prepared;
    const files = new ConfigFiles(this.#dataDirectory);
    const rooms = this.#watchRooms(show, configs, files, lost);
    choices.begin();
    if (await this.#startProcesses(configs, files, rooms, choices))
      return this.#announce(prepared, rooms, begunMs);
    const reason = this.#stopping ? null : choices.refusal;
    if (reason === "choose-again") return reason;
    return refused(reason ?? whyNotStarted(rooms, join(this.#dataDirectory, "logs")));
  }

  async #announce(prepared: PreparedShow, rooms: RoomRuns, begunMs: number): Promise<ShowUp> {
    const { show, continued, configs, urls, found, operatorToken } = prepared;
    const gateways = configs.gateways.map(({ listen }) => gatewayOrigin(listen));
    const pages = pagesOf(urls[0]!, prepared.ownUrl);
    const login = await askForLoginLink(gateways, operatorToken, pages.pages);
    // Whoever stopped it meanwhile is shown no addresses, and what is being stopped is published to nobody.
    if (this.#stopping) return refused(whyNotStarted(rooms, join(this.#dataDirectory, "logs")));
    const addresses: ShowAddresses = {
      ...pages,
      ...gatewayAddresses(urls, prepared.webPorts),
      behindProxy: this.#options.trustedProxy !== undefined,
      ...reachability(this.#options, found, urls[0]!),
      showId: show.showId,
      continued,
      paceNotTaken: continued ? (this.#options.pace ?? null) : null,
      pin: show.pin,
      loginLink: login.ok ? login.link : null,
      stopped: rooms.absent,
      dataDirectory: this.#dataDirectory,
      readyAfterMs: performance.now() - begunMs,
    };
    this.#published.publish(() => this.#describe(show, configs, pages));
    const watch = watchShow(gateways, operatorToken, (line, topology) =>
      this.#listeners.onEvent({ kind: "show", line, topology }),
    );
    const { webPorts } = prepared;
    this.#running = { show, rooms, watch, gateways, operatorToken, webPorts };
    return { ok: true, addresses, running: this.#running };
  }

  #watchRooms(
    show: Show,
    configs: ShowConfigs,
    configFiles: ConfigFiles,
    lost: readonly string[],
  ): RoomRuns {
    const [dataDirectory, { onEvent }] = [this.#dataDirectory, this.#listeners];
    const { rooms, members } = configs;
    this.#rooms?.close();
    const parts = { show, dataDirectory, configs: rooms, configFiles, members, lost, onEvent };
    const runs = new RoomRuns(parts);
    this.#rooms = runs;
    return runs;
  }

  async #startProcesses(
    configs: ShowConfigs,
    files: ConfigFiles,
    rooms: RoomRuns,
    choices: PortChoices,
  ): Promise<boolean> {
    const { bundles, language, limits = {} } = this.#options;
    const groups = writeConfigs(configs, files, this.#dataDirectory, bundles, language);
    const orders = this.#takeOrders(configs);
    // Those of a start that did not get its ports.
    await this.#orders?.stop();
    this.#orders = orders;
    let starting = true;
    const supervisor = createSupervisor({
      groups,
      limits,
      onMessage: (name, message) => orders.heard(name, message),
      isEnough: (ready, group) => rooms.isEnough(ready, group),
      onEvent: (event) => {
        this.#listeners.onEvent(event);
        this.#counts.heard(event);
        rooms.heard(event);
        orders.tellRoomStops(rooms.stops);
        // With one port that somebody else has the others are of no use, until the show runs: then it goes on without that room.
        if (starting && choices.heard(event)) void supervisor.stop();
        // A process that was started again has another id, and running.json names them.
        if (event.kind !== "ready") return;
        this.#published.refresh();
        orders.ready(event.process);
      },
    });
    this.#supervisor = supervisor;
    if (this.#stopping) await supervisor.stop();
    const isUp = await supervisor.start();
    starting = false;
    return isUp;
  }

  #takeOrders({ gateways }: ShowConfigs): GatewayOrders {
    return new GatewayOrders({
      gateways: gateways.map((_, at) => gatewayName(at)),
      url: gatewayOrigin(gateways[0]!.listen),
      bundles: this.#options.bundles,
      dataDirectory: this.#dataDirectory,
      tell: (name, word) => this.#supervisor?.send(name, word),
      reset: () => this.#reset(false),
    });
  }

  #describe(show: Show, configs: ShowConfigs, { join: opened, pages }: ShowPages): RunningShow {
    const origins = configs.gateways.map(({ listen }) => gatewayOrigin(listen));
    return {
      pid: process.pid,
      showId: show.showId,
      startedAt: this.#startedAt,
      join: opened,
      ...(pages === opened ? {} : { pages }),
      gateway: origins[0]!,
      gateways: origins.map((origin, at) => ({ name: gatewayName(at), origin, further: [] })),
      fabric: configs.fabric.control,
      control: this.#control!.address,
      processes: this.#supervisor!.pids(),
    };
  }

  /** Stops the show, sets its data aside and begins another with the same rooms, PIN and addresses. */
  async #reset(force: boolean): Promise<ResetAnswer> {
    const running = this.#running;
    if (running === null || this.#replacing !== null || this.#stopping)
      return { ok: false, refusal: "busy" };
    const hindrance = force ? null : hindranceOf(running.watch);
    if (hindrance !== null) return hindrance;
    const replacing = this.#replace(running).catch((error: unknown) =>
      this.#notReplaced(systemRefusal(error, this.#dataDirectory)),
    );
    this.#replacing = replacing.catch(() => undefined);
    try {
      return await replacing;
    } finally {
      this.#replacing = null;
    }
  }

  /** Sets a room's log aside and lets it recover from the others. */
  async #rebuild(room: string, confirmed: boolean): Promise<RebuildAnswer> {
    const running = this.#running;
    const supervisor = this.#supervisor;
    if (running === null || supervisor === null || this.#replacing !== null || this.#stopping) {
      return { ok: false, refusal: "busy" };
    }
    const counting = running.watch.countingRooms();
    return running.rooms.rebuild(room, confirmed, { supervisor, counting });
  }

  async #replace({ show, webPorts: former, watch }: Running): Promise<ResetAnswer> {
    const { showId, topology, pin } = show;
    const engine = engineOf(show);
    const ending = { showId, engine, rooms: topology.rooms.length };
    // Before anything is stopped: on a full disk there would be neither show.
    const aside = beginSettingAside(this.#dataDirectory, ending, new Date());
    if (!aside.ok) {
      this.#listeners.onEvent({ kind: "reset-refused", reason: aside.reason });
      return { ok: false, refusal: "not-set-aside" };
    }
    const ended = await this.#takeDown();
    // Whoever stops the run meanwhile ends no show.
    if (this.#stopping) {
      this.#reports.begin(ended, this.#dataDirectory);
      return { ok: false, refusal: "busy" };
    }
    const wishes = { pace: show.pace, engine, ...wishesOf(this.#options, topology), pin };
    /** Where the ended show is, also if the next one never begins: its report goes there. */
    let folder = this.#dataDirectory;
    let outcome: ShowUp;
    try {
      confirmSettingAside(this.#dataDirectory, watch.cutsPlayed());
      folder = join(this.#dataDirectory, aside.folder);
      finishSettingAside(this.#dataDirectory);
      // The hall waits for the new show, and the machine has nothing else to do until it runs.
      outcome = await this.#bringUp(wishes, { first: former[0]!, former });
    } finally {
      this.#reports.begin(ended, folder);
    }
    if (outcome.ok) {
      this.#listeners.onReset(outcome.addresses);
      return { ok: true, showId: outcome.running.show.showId, pin, aside: aside.folder };
    }
    return this.#notReplaced(outcome.refusal);
  }

  /** The old show is over, and there is no new one: the run ends. */
  async #notReplaced(refusal: StartRefusal): Promise<ResetAnswer> {
    await this.#takeDown();
    if (!this.#stopping) this.#fail(refusal);
    return { ok: false, refusal: "not-started" };
  }
}

function refused(refusal: StartRefusal): Refused {
  return { ok: false, refusal };
}
