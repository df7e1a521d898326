/** What keeps an etcd member: how it is started, and how another takes its place. */
export { throughRoom } from "./drivers/etcd/client-ways.ts";
export {
  memberArguments,
  memberEnvironment,
  storeBytesMax,
} from "./drivers/etcd/member-command.ts";
export { findEtcd } from "./etcd-binary.ts";
export { foreignOwner, readMemberMark, writeMemberMark } from "./member-mark.ts";
export { replaceMember, replicasThere } from "./drivers/etcd/member-replacement.ts";
