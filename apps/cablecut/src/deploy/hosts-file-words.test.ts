import { joinUrlCharactersMax } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { hostsRefusalText } from "../texts/deploy-texts.ts";
import { parseHosts } from "./hosts-file.ts";
import { sevenHosts } from "./testing/seven-hosts.ts";

const hosts = sevenHosts().hosts;
const withFirst = (fields: object): object => ({ hosts: [{ ...hosts[0], ...fields }] });

test.each([
  [{}, "hosts: is missing", "hosts: 缺少此项"],
  [[], "must be an object in { }", "须为 { } 中的对象"],
  [{ hosts: {} }, "hosts: must be a list in [ ]", "hosts: 须为 [ ] 中的列表"],
  [{ hosts: [] }, "hosts: must not be empty", "hosts: 不得为空"],
  [withFirst({ room: null }), "room: must be text in quotes", "room: 须为英文引号中的文本"],
  [withFirst({ gateway: true }), "gateway: must be an object", "gateway: 须为 { } 中的对象"],
  [withFirst({ gateway: {} }), "url: is missing", "url: 缺少此项"],
  [{ hosts: [{ name: "hz-1" }] }, "hosts.0 (hz-1).a: is missing", "hosts.0 (hz-1).a: 缺少此项"],
  [withFirst({ cards: 2 }), 'has what is not known here: "cards"', '含有此处没有的项："cards"'],
  [
    withFirst({ gateway: { url: `http://10.77.3.16/${"a".repeat(3_000)}` } }),
    `url: must have at most ${joinUrlCharactersMax} characters`,
    `url: 最多${joinUrlCharactersMax}个字符`,
  ],
  [
    { hosts, rehearsal: "yes" },
    "rehearsal: must be true or false",
    "rehearsal: 须为 true 或 false",
  ],
  [{ hosts, engine: "paxos" }, 'engine: must be "raft" or "etcd"', 'engine: 须为 "raft" 或 "etcd"'],
  [{ hosts, ports: { web: "80" } }, "ports.web: must be a number", "ports.web: 须为数字"],
  [{ hosts, ports: { web: 0 } }, "ports.web: must be at least 1", "ports.web: 不得小于1"],
])(
  "whoever wrote %j as hosts.json reads what to write, in his language alone",
  (content, en, zh) => {
    const outcome = parseHosts(JSON.stringify(content));
    if (outcome.ok) throw new Error("it was taken");
    const said = hostsRefusalText(outcome.refusal);
    expect(said.en).toContain(en);
    expect(said.zh).toContain(zh);
    expect(said.en + said.zh).not.toMatch(/input|expected|received|期望|实际接收|数值过/i);
  },
);
