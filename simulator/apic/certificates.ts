import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'

/** What a controller keeps of an uploaded certificate: the key that verifies, and how long it says it is valid. */
export interface VerificationKey {
  readonly key: KeyObject
  /** Wall instants in ms since 1970, both included; a bare public key is valid for ever. */
  readonly validFromMs: number
  readonly validToMs: number
}

/** Keys by PEM text: reading one costs more than all else that makes a controller. */
const KNOWN = new Map<string, VerificationKey>()
const MOST_KNOWN = 1000

/** Reads a PEM certificate or a bare PEM public key; undefined when the text is neither or the key is not RSA. */
export function readVerificationKey(pem: string): VerificationKey | undefined {
  const known = KNOWN.get(pem)
  if (known !== undefined) return known
  const key = read(pem)
  if (key === undefined) return undefined
  if (KNOWN.size >= MOST_KNOWN) KNOWN.clear()
  KNOWN.set(pem, key)
  return key
}

function read(pem: string): VerificationKey | undefined {
  try {
    return pem.includes('BEGIN CERTIFICATE') ? fromCertificate(pem) : fromPublicKey(pem)
  } catch {
    return undefined
  }
}

function fromCertificate(pem: string): VerificationKey | undefined {
  const certificate = new X509Certificate(pem)
  return rsaOnly({
    key: certificate.publicKey,
    validFromMs: Date.parse(certificate.validFrom),
    validToMs: Date.parse(certificate.validTo),
  })
}

function fromPublicKey(pem: string): VerificationKey | undefined {
  // `createPublicKey` would derive the public half of a private key, which has no business here.
  if (!pem.includes('PUBLIC KEY')) return undefined
  return rsaOnly({
    key: createPublicKey(pem),
    validFromMs: Number.NEGATIVE_INFINITY,
    validToMs: Number.POSITIVE_INFINITY,
  })
}

function rsaOnly(key: VerificationKey): VerificationKey | undefined {
  return key.key.asymmetricKeyType === 'rsa' ? key : undefined
}
