import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** An authority of this machine alone, and what it certified for one name of it. */
export interface LocalAuthority {
  /** As PEM. */
  readonly ca: string;
  /** A file with the certificate and its key, as HAProxy reads it. */
  readonly bundle: string;
}

/** Makes both with openssl in a folder of the test. Good for a day. */
export function localAuthority(folder: string, name: string): LocalAuthority {
  const file = (of: string): string => join(folder, of);
  const make = (...args: string[]): void => {
    const { status, stderr } = spawnSync(
      "openssl",
      ["req", "-x509", "-nodes", "-days", "1", ...args],
      {
        encoding: "utf8",
      },
    );
    if (status !== 0) throw new Error(`openssl: ${stderr}`);
  };
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
  const into = (of: string): string[] => ["-keyout", file(`${of}.key`), "-out", file(`${of}.pem`)];
  const byAuthority = ["-CA", file("ca.pem"), "-CAkey", file("ca.key")];
  const asServer = [`subjectAltName=DNS:${name}`, "basicConstraints=critical,CA:FALSE"];
  const extensions = asServer.flatMap((extension) => ["-addext", extension]);
  make(...newKey, ...into("ca"), "-subj", "/CN=authority of a test");
  make(...newKey, ...into("proxy"), "-subj", `/CN=${name}`, ...byAuthority, ...extensions);
  const bundle = file("bundle.pem");
  const parts = ["proxy.pem", "proxy.key"].map((of) => readFileSync(file(of), "utf8"));
  writeFileSync(bundle, parts.join(""), { mode: 0o600 });
  return { ca: readFileSync(file("ca.pem"), "utf8"), bundle };
}
