import { createPrivateKey, createSign, type KeyObject } from 'node:crypto'
import type { HttpRequest } from './http.js'

/** A user certificate known to the controller, and the key that belongs to it. */
export interface CertificateIdentity {
  /** Distinguished name of the certificate object: `uni/userext/user-admin/usercert-ci`. */
  certificateDn: string
  /** Private key, PEM text. */
  privateKey: string
}

/**
 * Signs requests for an APIC: RSA PKCS#1 v1.5 with SHA-256 over method, path, query and body with nothing in between,
 * sent in cookies. Source [C: CO, PY, AN, AG]; the URL is signed percent-decoded, as the controller verifies it
 * [C: TK, PY].
 */
export class RequestSigner {
  readonly #dn: string
  readonly #key: KeyObject

  /** @throws TypeError when the key cannot be read, or is no RSA key */
  constructor(identity: CertificateIdentity) {
    this.#dn = identity.certificateDn
    this.#key = rsaKey(identity.privateKey)
  }

  /** The value of the `Cookie` header for a request. */
  cookie(request: HttpRequest): string {
    const path = decoded(request.path.endsWith('?') ? request.path.slice(0, -1) : request.path)
    const body = request.method === 'DELETE' ? '' : (request.body ?? '')
    const signature = createSign('sha256').update(`${request.method}${path}${body}`).sign(this.#key, 'base64')
    return [
      `APIC-Request-Signature=${signature}`,
      'APIC-Certificate-Algorithm=v1.0',
      'APIC-Certificate-Fingerprint=fingerprint',
      `APIC-Certificate-DN=${this.#dn}`,
    ].join('; ')
  }
}

function rsaKey(pem: string): KeyObject {
  const expected = 'certificate.privateKey: expected an RSA private key without a passphrase, as PEM text'
  let key: KeyObject
  try {
    key = createPrivateKey(pem)
  } catch (cause) {
    throw new TypeError(`${expected} and not as the path of a file`, { cause })
  }
  if (key.asymmetricKeyType !== 'rsa') throw new TypeError(`${expected}; found ${key.asymmetricKeyType}`)
  return key
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
