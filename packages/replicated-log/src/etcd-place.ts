/** What a machine has for an etcd member: the program, and whose a directory is. */
export { etcdBinary, findEtcd, type EtcdFound } from "./etcd-binary.ts";
export { foreignOwner } from "./member-mark.ts";
