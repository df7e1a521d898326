import type { LocalizedText } from "@cablecut/protocol";

const both = (en: string, zh: string): LocalizedText => ({ en, zh });

/** What keeps a member says why it does not start: each in one line. */
export const memberTexts = {
  missing: (binary: string) =>
    both(
      `there is no ${binary}: on Debian run apt-get install etcd-server and stop the service that it starts`,
      `未找到 ${binary}：在 Debian 上运行 apt-get install etcd-server 并停止其自动启动的服务`,
    ),
  otherVersion: (version: string) =>
    both(
      `this etcd is version ${version}; it must be 3.4 or 3.5, as Debian's etcd-server`,
      `此 etcd 为${version}版；须为3.4或3.5版，例如 Debian 的 etcd-server`,
    ),
  unreadable: (directory: string) =>
    both(
      `whose ${directory} is cannot be read in its cablecut-member.json; put this member's own directory back, or an empty one`,
      `无法从 ${directory} 的 cablecut-member.json 读出其归属；请放回本成员自己的目录，或改为空目录`,
    ),
  foreign: (directory: string, { show, room }: { readonly show: string; readonly room: string }) =>
    both(
      `${directory} belongs to the member of ${room} in the show ${show}; put this member's own directory back, or an empty one`,
      `${directory} 属于演示 ${show} 中 ${room} 的成员；请放回本成员自己的目录，或改为空目录`,
    ),
  portTaken: (port: number) =>
    both(
      `port ${port} on 127.0.0.1 is taken by another program; stop it, or choose other ports for the show`,
      `127.0.0.1 的端口${port}已被其他程序占用；请停止该程序，或为演示另选端口`,
    ),
  silent: both("the member did not answer in time", "成员未在规定时间内应答"),
  replaced: both(
    "its data are lost: another member takes its place",
    "其数据已丢失：由另一成员取代",
  ),
  notReplaced: (reason: string) =>
    both(
      `the other members took no other in its place: ${reason}`,
      `其他成员未接纳新成员取代它：${reason}`,
    ),
  othersSilent: both("the other members do not say who they are", "其他成员未告知成员名单"),
  notRead: (code: number, directory: string) =>
    both(
      `etcd ended (${code}) while it read ${directory}; if that is damaged (see its log), move it away: another member takes its place`,
      `etcd 读取 ${directory} 时退出（${code}）；若已损坏（见其日志），请移走该目录，由新成员取代`,
    ),
  ended: (how: string | number) => both(`etcd ended by itself (${how})`, `etcd 自行退出（${how}）`),
};
