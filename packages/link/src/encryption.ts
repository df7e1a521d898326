import { connect, type Socket } from "node:net";
import {
  connect as connectSecurely,
  createSecureContext,
  createServer,
  type SecureContext,
  type SecureContextOptions,
  type TLSSocket,
} from "node:tls";
import { certifiedName, type CertifiedName } from "./certified-name.ts";
import type { PathAddress } from "./mesh-options.ts";

/** What a node shows to others, and whose certificates it believes. All as PEM. */
export interface LinkCertificates {
  /** Of the show's own authority: no other one is asked. */
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** Why a path ends before its first frame, or with the only one that a stranger gets. */
export type CertificateRefusal =
  | "no-certificate"
  /** Signed by another authority than the show's, or by nobody. */
  | "wrong-authority"
  | "certificate-expired"
  | "certificate-not-yet-valid"
  /** The certificate names another node than the one that was dialed, or that says it speaks. */
  | "wrong-name"
  /** The other side speaks an older TLS than 1.3. */
  | "tls-version"
  /** The other side speaks no TLS at all. */
  | "not-encrypted"
  /** Nothing that makes sense came in time. */
  | "no-handshake"
  | "certificate-refused";

/** The only version, and its fastest suite on every machine with AES instructions: nothing is negotiated. */
const manner = { minVersion: "TLSv1.3", ciphers: "TLS_AES_128_GCM_SHA256" } as const;

const refusalOfCode: Readonly<Record<string, CertificateRefusal>> = {
  CERT_HAS_EXPIRED: "certificate-expired",
  CERT_NOT_YET_VALID: "certificate-not-yet-valid",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "wrong-authority",
  UNABLE_TO_GET_ISSUER_CERT: "wrong-authority",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "wrong-authority",
  SELF_SIGNED_CERT_IN_CHAIN: "wrong-authority",
  DEPTH_ZERO_SELF_SIGNED_CERT: "wrong-authority",
  CERT_SIGNATURE_FAILURE: "wrong-authority",
  INVALID_PURPOSE: "certificate-refused",
  ERR_CERTIFICATE_NAME: "wrong-name",
  ERR_SSL_UNSUPPORTED_PROTOCOL: "tls-version",
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: "tls-version",
  ERR_SSL_WRONG_VERSION_NUMBER: "not-encrypted",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "not-encrypted",
  ERR_SSL_HTTP_REQUEST: "not-encrypted",
  ERR_TLS_HANDSHAKE_TIMEOUT: "no-handshake",
};

/** The name of what OpenSSL or Node complained of; null for what is no matter of certificates. */
export function refusalOf(code: string): CertificateRefusal | null {
  const known = refusalOfCode[code];
  if (known !== undefined) return known;
  return /^(ERR_SSL_|ERR_TLS_|CERT_|CRL_|UNABLE_TO_)/.test(code) ? "certificate-refused" : null;
}

class WrongName extends Error {
  readonly code = "ERR_CERTIFICATE_NAME";
}

/** How a mesh makes its sockets: plain ones, or with certificates TLS 1.3 in which both sides show theirs. */
export class Encryption {
  readonly #secured: SecureContextOptions;
  /** For all dials: to make one takes as long as several handshakes. */
  readonly #context: SecureContext;
  readonly #showId: string;

  /** Throws where the certificates cannot be read. */
  constructor({ authority, certificate, key }: LinkCertificates, showId: string) {
    this.#showId = showId;
    this.#secured = { ca: authority, cert: certificate, key, ...manner };
    this.#context = createSecureContext(this.#secured);
  }

  /** A socket whose other end has proven to be the room `id` before a byte of ours is sent: gateways take no calls. */
  dial({ host, port, localAddress }: PathAddress, id: string): Socket {
    return connectSecurely({
      host,
      port,
      ...(localAddress === undefined ? {} : { localAddress }),
      secureContext: this.#context,
      servername: "",
      // Said, since a variable of the environment has Node believe anybody otherwise.
      rejectUnauthorized: true,
      checkServerIdentity: (_host, certificate) => {
        const name = certifiedName(certificate);
        const right = name?.showId === this.#showId && name.kind === "room" && name.id === id;
        return right ? undefined : new WrongName(`the certificate does not name room ${id}`);
      },
    });
  }

  /** Handshakes on what `take` is given; its outcome goes to `known` or `refused`. */
  acceptor(
    handshakeMs: number,
    known: (socket: TLSSocket, who: CertifiedName | CertificateRefusal) => void,
    failed: (refusal: CertificateRefusal) => void,
  ): (socket: Socket) => void {
    const server = createServer({
      ...this.#secured,
      requestCert: true,
      // Whoever may not come in is told why in a frame, instead of an alert that says nothing.
      rejectUnauthorized: false,
      handshakeTimeout: handshakeMs,
    });
    server.on("secureConnection", (socket) => known(socket, whoIs(socket)));
    server.on("tlsClientError", (error: NodeJS.ErrnoException, socket) => {
      socket.destroy();
      const refusal = refusalOf(error.code ?? "");
      if (refusal !== null) failed(refusal);
    });
    return (socket) => void server.emit("connection", socket);
  }
}

function whoIs(socket: TLSSocket): CertifiedName | CertificateRefusal {
  const certificate = socket.getPeerCertificate();
  if (Object.keys(certificate).length === 0) return "no-certificate";
  if (!socket.authorized) {
    // Typed as an Error; what Node sets is the code.
    return refusalOf(String(socket.authorizationError)) ?? "certificate-refused";
  }
  return certifiedName(certificate) ?? "wrong-name";
}

/** Without certificates: on the loopback, where the link's secret is enough. */
export function dialPlainly({ host, port, localAddress }: PathAddress): Socket {
  return connect({ host, port, ...(localAddress === undefined ? {} : { localAddress }) });
}
