/** The log on etcd, apart from the others: whoever does not use it does not load its client. */
export { EtcdLog } from "./drivers/etcd/etcd-log.ts";
export type { EtcdNotice } from "./drivers/etcd/etcd-log-options.ts";
export { grpcStore } from "./drivers/etcd/grpc-store.ts";
export { keysBelow } from "./drivers/etcd/keys.ts";
export { MemberStreams } from "./drivers/etcd/member-streams.ts";
