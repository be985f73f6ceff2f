import { generateKeyPair, randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import { promisify } from 'node:util'
import forge from 'node-forge'

/** A private key and the certificate of its public half, both as PEM. */
export interface CertifiedKey {
  certificate: string
  key: string
}

/** Validity of everything that is issued here: long, because a run may move time far ahead. */
const VALID_YEARS = 10
const DAY_MS = 86_400_000

const SUBJECT_ALTERNATIVE = { dns: 2, ip: 7 } as const

/** A new RSA-2048 key, made natively: many times faster than in JavaScript. PEM, PKCS 8 and SPKI. */
export async function newKeyPair(): Promise<{ key: string; publicKey: string }> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  return { key: privateKey, publicKey }
}

/** A new certificate authority, valid for ten years from yesterday. */
export async function issueAuthority(nowMs: number): Promise<CertifiedKey> {
  const { key, publicKey } = await newKeyPair()
  const name = [
    { name: 'commonName', value: `Midrun simulator CA ${randomBytes(4).toString('hex')}` },
    { name: 'organizationName', value: 'Midrun' },
  ]
  const certificate = blankCertificate(publicKey, nowMs)
  certificate.setSubject(name)
  certificate.setIssuer(name)
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ])
  certificate.sign(forge.pki.privateKeyFromPem(key), forge.md.sha256.create())
  return { certificate: forge.pki.certificateToPem(certificate), key }
}

/**
 * A new server certificate, valid for ten years from yesterday.
 * @param hosts names and addresses under which the server is reached
 */
export async function issueServer(
  authority: CertifiedKey,
  hosts: readonly string[],
  nowMs: number,
): Promise<CertifiedKey> {
  const { key, publicKey } = await newKeyPair()
  const issuer = forge.pki.certificateFromPem(authority.certificate)
  const certificate = blankCertificate(publicKey, nowMs)
  certificate.setSubject([{ name: 'commonName', value: hosts[0]! }])
  certificate.setIssuer(issuer.subject.attributes)
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true },
    {
      name: 'subjectAltName',
      altNames: hosts.map((host) =>
        isIP(host) === 0
          ? { type: SUBJECT_ALTERNATIVE.dns, value: host }
          : { type: SUBJECT_ALTERNATIVE.ip, ip: host },
      ),
    },
    { name: 'subjectKeyIdentifier' },
    // Strict verifiers want the issuer's key named.
    { name: 'authorityKeyIdentifier', keyIdentifier: issuer.generateSubjectKeyIdentifier().getBytes() },
  ])
  certificate.sign(forge.pki.privateKeyFromPem(authority.key), forge.md.sha256.create())
  return { certificate: forge.pki.certificateToPem(certificate), key }
}

function blankCertificate(publicKey: string, nowMs: number): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey)
  // A first digit of 1 to 7 keeps the number positive and without leading zeros.
  certificate.serialNumber = `4${randomBytes(15).toString('hex').slice(1)}`
  certificate.validity.notBefore = new Date(nowMs - DAY_MS)
  const end = new Date(nowMs - DAY_MS)
  end.setUTCFullYear(end.getUTCFullYear() + VALID_YEARS)
  certificate.validity.notAfter = end
  return certificate
}
