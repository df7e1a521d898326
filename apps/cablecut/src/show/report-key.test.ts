import { verify } from "node:crypto";
import { fingerprintPattern } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { fingerprintOf, publicKeyOf, reportKeyOf } from "./report-key.ts";

test("a seed makes the key of RFC 8032, 7.1, test 1", () => {
  const seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
  const key = reportKeyOf({ reportKey: seed });
  expect(key.publicKey).toBe("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  expect(key.sign(new Uint8Array())).toBe(
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  );
});

test("whoever has the public key checks what was signed, and knows it by its fingerprint", () => {
  const key = reportKeyOf({ reportKey: "5a".repeat(32) });
  const text = Buffer.from("a report");
  const signature = Buffer.from(key.sign(text), "hex");
  expect(verify(null, text, publicKeyOf(key.publicKey), signature)).toBe(true);
  expect(verify(null, Buffer.from("a repord"), publicKeyOf(key.publicKey), signature)).toBe(false);
  expect(key.fingerprint).toMatch(fingerprintPattern);
  expect(key.fingerprint).toBe(fingerprintOf(key.publicKey));
  expect(fingerprintOf(reportKeyOf({ reportKey: "5b".repeat(32) }).publicKey)).not.toBe(
    key.fingerprint,
  );
});
