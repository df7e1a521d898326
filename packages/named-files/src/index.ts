export { readCertificates } from "./certificates.ts";
export { jsonIn, readConfiguration, reasonText } from "./configuration.ts";
export { fileRefusalText } from "./file-texts.ts";
export { readLinkConfiguration } from "./link-configuration.ts";
export { makeFolder } from "./make-folder.ts";
export { readFileOf, textOf, type FileRefusal } from "./read-file.ts";
export { notJson, reasonIn } from "./schema-reasons.ts";
export { renameSynced, writeBeside, writeSynced } from "./write-synced.ts";
