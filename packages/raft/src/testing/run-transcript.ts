import type { NodeId, RaftConfig } from "../types.ts";
import { describeMessage } from "./describe.ts";
import { bytesOf } from "./test-node.ts";
import type { Flight } from "./test-node.ts";
import { TranscriptCluster } from "./transcript-cluster.ts";

const separator = "----";

/**
 * Runs a transcript: blocks of commands, `----`, and what the cluster says to them, with comments (#) and blank lines
 * between. Returns the same text with what was really said.
 *
 *     cluster 5 [setting=value ...]   makes the nodes; only `log` and `timeout` may come before `start`
 *     log 1 1,1,2 [term=3]            what node 1 has on disk: one entry per term
 *     timeout 0=400 1=500             election timeouts from now on
 *     start [ids]                     all nodes, unless named
 *     wait 0 300                      300 ms pass on node 0's clock (or: all)
 *     run 300                         300 ms pass everywhere, with a `settle` every 50 ms
 *     pause 0 300                     node 0's process stands still for 300 ms
 *     propose 0 a b                   in one call
 *     read 1 7                        asks for a read index under the number 7
 *     settle                          deliver and write until all is quiet
 *     deliver 0->1 [kind]             what is on the wire between them, or `all`
 *     drop 0->1 [kind]
 *     cut 3 4 | heal                  separates these nodes, as one island, from the others
 *     silence 0->1                    nothing arrives that way any more
 *     disk 1 slow | fast              slow: writes end by `wrote 1` only
 *     crash 1 | restart 1
 *     lose 1 [accepted]               node 1, which was crashed, finds an empty disk and knows that it was not
 *     snapshot 0 keep=2               takes a snapshot, compacts the log but for two entries
 *     transfer 0 2                    hands leadership from 0 to 2
 *     logs | status
 *
 * `quietly` before a command drops what it says, `showing 6` keeps what node 6 does, sends and receives.
 */
export function runTranscript(transcript: string): string {
  const runner = new TranscriptRunner();
  const output: string[] = [];
  let commands: string[] = [];
  let expected = false;
  for (const line of transcript.split("\n")) {
    if (line === separator) {
      output.push(separator, ...runner.run(commands));
      commands = [];
      expected = true;
    } else if (expected) {
      if (line !== "") continue;
      expected = false;
      output.push(line);
    } else {
      if (line !== "" && !line.startsWith("#")) commands.push(line);
      output.push(line);
    }
  }
  return output.join("\n");
}

class TranscriptRunner {
  #cluster = new TranscriptCluster(0, {});
  #nodeCount = 0;

  run(commands: readonly string[]): string[] {
    const said: string[] = [];
    for (const command of commands) {
      const words = command.split(/\s+/);
      const shown = takeFilter(words);
      this.#perform(words[0] ?? "", words.slice(1));
      said.push(...this.#cluster.lines.splice(0).filter(shown));
    }
    return said.length === 0 ? ["ok"] : said;
  }

  #perform(command: string, words: readonly string[]): void {
    const cluster = this.#cluster;
    const [first = "", second = ""] = words;
    const id = Number(first);
    switch (command) {
      case "cluster":
        return this.#create(id, words.slice(1));
      case "log":
        return this.#setLog(id, second, words[2]);
      case "timeout":
        return pairs(words).forEach(([node, ms]) => cluster.setTimeout(Number(node), ms));
      case "start":
        return this.#ids(words).forEach((node) => cluster.start(node));
      case "wait":
        return this.#ids(first === "all" ? [] : [first]).forEach((node) =>
          cluster.wait(node, Number(second)),
        );
      case "run":
        return this.#run(id);
      case "pause":
        return cluster.pause(id, Number(second));
      case "propose":
        return this.#propose(id, words.slice(1));
      case "settle":
        return cluster.settle();
      case "deliver":
        return cluster.deliver(matching(words));
      case "drop":
        return cluster.drop(matching(words));
      case "cut":
        return this.#cut(words.map(Number));
      case "silence":
        return void this.#cluster.cut.add(first.replace("->", "-"));
      case "heal":
        return cluster.cut.clear();
      case "disk":
        return void (second === "slow" ? cluster.slowDisks.add(id) : cluster.slowDisks.delete(id));
      case "wrote":
        return cluster.finishWrite(id);
      case "crash":
        return cluster.crash(id);
      case "lose":
        return cluster.loseDisk(id, second === "accepted");
      case "restart":
        return cluster.start(id);
      case "snapshot":
        return cluster.node(id).snapshot(pairs([second])[0]?.[1] ?? 0);
      case "transfer":
        return this.#transfer(id, Number(second));
      case "read":
        return this.#read(id, Number(second));
      case "logs":
        return this.#logs();
      case "status":
        return this.#status();
      default:
        throw new Error(`no command ${command}`);
    }
  }

  #create(nodeCount: number, settings: readonly string[]): void {
    const config: Partial<RaftConfig> = Object.fromEntries(pairs(settings));
    this.#nodeCount = nodeCount;
    this.#cluster = new TranscriptCluster(nodeCount, config);
  }

  #ids(words: readonly string[]): NodeId[] {
    if (words.length > 0) return words.map(Number);
    return Array.from({ length: this.#nodeCount }, (_, id) => id);
  }

  #setLog(id: NodeId, terms: string, setting: string | undefined): void {
    const list = terms.split(",").map(Number);
    const [given] = pairs(setting === undefined ? [] : [setting]);
    const term = given?.[1] ?? list.at(-1) ?? 0;
    this.#cluster.setLog(id, list, term);
  }

  #propose(id: NodeId, texts: readonly string[]): void {
    const node = this.#cluster.node(id);
    // `40*x` stands for a payload of 40 bytes.
    const data = texts.map((text) => {
      const [count, letter] = text.split("*");
      return bytesOf(letter === undefined ? text : letter.repeat(Number(count)));
    });
    const { taken, forwarded, refusal } = node.core.propose(node.nowMs, data);
    if (refusal !== null) this.#cluster.say(id, `takes ${taken}, refuses the next: ${refusal}`);
    else if (forwarded) this.#cluster.say(id, `forwards ${taken}`);
    this.#cluster.turn(id);
  }

  #cut(island: readonly NodeId[]): void {
    for (const inside of island) {
      for (const outside of this.#ids([])) {
        if (island.includes(outside)) continue;
        this.#cluster.cut.add(`${inside}-${outside}`).add(`${outside}-${inside}`);
      }
    }
  }

  #run(ms: number): void {
    for (let passed = 0; passed < ms; passed += 50) {
      for (const node of this.#cluster.nodes.keys()) this.#cluster.wait(node, 50);
      this.#cluster.settle();
    }
  }

  #read(id: NodeId, number: number): void {
    const node = this.#cluster.node(id);
    const refusal = node.core.readIndex(node.nowMs, number);
    if (refusal !== null) this.#cluster.say(id, `does not ask ${number}: ${refusal}`);
    this.#cluster.turn(id);
  }

  #transfer(id: NodeId, to: NodeId): void {
    const node = this.#cluster.node(id);
    node.core.step(node.nowMs, { kind: "transferLeadership", to });
    this.#cluster.turn(id);
  }

  #logs(): void {
    for (const [id, node] of this.#cluster.nodes) {
      const terms = node.disk.entries.map((entry) => entry.term).join(",");
      const { firstIndex, lastIndex, durableIndex, commitIndex } = node.core.status();
      const first = node.disk.entries[0]?.index ?? lastIndex + 1;
      this.#cluster.say(
        id,
        `log ${firstIndex}..${lastIndex}, durable ${durableIndex}, commit ${commitIndex}; ` +
          `terms on disk from ${first}: ${terms === "" ? "none" : terms}`,
      );
    }
  }

  #status(): void {
    for (const [id, node] of this.#cluster.nodes) {
      const { role, term, votedFor, leader, peers, recovering } = node.core.status();
      const known = `voted for ${votedFor ?? "nobody"}, leader ${leader ?? "unknown"}`;
      const lost = recovering ? ", recovering" : "";
      this.#cluster.say(id, `is ${role} in t${term}, ${known}${lost}`);
      for (const peer of peers) {
        this.#cluster.say(
          id,
          `  peer ${peer.id}: ${peer.state}, match ${peer.matchIndex}, next ${peer.nextIndex}, ` +
            `${peer.inflightMessages} messages and ${peer.inflightBytes} bytes in flight` +
            (peer.recovering ? ", recovering" : ""),
        );
      }
    }
  }
}

/** Removes a leading `quietly` or `showing <node>` and says which lines it lets through. */
function takeFilter(words: string[]): (line: string) => boolean {
  if (words[0] === "quietly") {
    words.shift();
    return () => false;
  }
  if (words[0] !== "showing") return () => true;
  const [, id] = words.splice(0, 2);
  return (line) => new RegExp(`^(${id} |${id}->|\\d->${id} )`).test(line);
}

function pairs(words: readonly string[]): [string, number][] {
  return words.map((word) => {
    const [name = "", value = ""] = word.split("=");
    return [name, Number(value)];
  });
}

/** `all`, or `0->1` and perhaps the first word of the message as a transcript writes it. */
function matching([link = "", kind]: readonly string[]): (flight: Flight) => boolean {
  return ({ from, to, message }) => {
    if (link !== "all" && link !== `${from}->${to}`) return false;
    return kind === undefined || describeMessage(message).startsWith(`${kind} `);
  };
}
