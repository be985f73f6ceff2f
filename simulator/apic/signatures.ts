import { verify } from 'node:crypto'
import type { WireRequest } from '../controller.js'
import type { RefusalCause } from '../journal/entries.js'
import { readVerificationKey } from './certificates.js'
import type { PresentedSignature } from './credentials.js'
import { type ApicError, badSignature, expiredCertificate, unknownCertificate } from './errors.js'
import type { ObjectStore } from './model/object-store.js'
import type { ApicOptions } from './options.js'
import { percentDecode } from './query-string.js'

/** DN of the user whose signature it is, or the refusal: its true cause and what goes out. */
export type SignatureJudgement =
  | { ok: true; userDn: string }
  | {
      ok: false
      cause: Extract<RefusalCause, 'bad-signature' | 'unknown-certificate' | 'expired-certificate'>
      error: ApicError
    }

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/
const BAD_SIGNATURE = { ok: false, cause: 'bad-signature', error: badSignature() } as const
const UNKNOWN_CERTIFICATE = { ok: false, cause: 'unknown-certificate', error: unknownCertificate() } as const
const EXPIRED_CERTIFICATE = { ok: false, cause: 'expired-certificate', error: expiredCertificate() } as const

/**
 * Verifies requests that are signed instead of carrying a token: RSA PKCS#1 v1.5 with SHA-256 over method, path, query
 * and body [C: CO, PY, AN, AG, AP, TK, NC]. A signature never expires by itself and may be sent again.
 */
export class SignatureVerifier {
  readonly #store: ObjectStore
  readonly #refuseOutsideValidity: boolean

  /** @param store in which the certificates are aaaUserCert objects below their users */
  constructor(store: ObjectStore, { expiredCert }: Pick<ApicOptions, 'expiredCert'>) {
    this.#store = store
    this.#refuseOutsideValidity = expiredCert === '403-empty'
  }

  /**
   * Says whose signature a request carries. An unknown certificate is refused with an empty text [L: AG], anything that
   * does not verify as a bad signature [C: CiscoDevNet/terraform-provider-aci#34].
   * @param wallMs the controller's time of day, for the validity of the certificate
   */
  judge(request: WireRequest, presented: PresentedSignature, wallMs: number): SignatureJudgement {
    const certificate = this.#store.get(presented.certificateDn ?? '')
    if (certificate?.cls.name !== 'aaaUserCert') return UNKNOWN_CERTIFICATE
    const key = readVerificationKey(certificate.attributes.data ?? '')
    if (key === undefined) return UNKNOWN_CERTIFICATE
    if (this.#refuseOutsideValidity && (wallMs < key.validFromMs || wallMs > key.validToMs)) {
      return EXPIRED_CERTIFICATE
    }
    const { algorithm = 'v1.0', signature } = presented
    if (algorithm !== 'v1.0' || !BASE64.test(signature)) return BAD_SIGNATURE
    const bytes = Buffer.from(signature, 'base64')
    const verifies = (payload: string) => verify('RSA-SHA256', Buffer.from(payload), key.key, bytes)
    return signedPayloads(request).some(verifies)
      ? { ok: true, userDn: certificate.parent!.dn }
      : BAD_SIGNATURE
  }
}

/**
 * Texts that the signature of a request may cover, likeliest first: the decoded URL [C: TK, PY], then the raw one
 * [C: CO, AG]; a trailing lone `?` is never covered [C: CO, AP]; a DELETE covers its body or not [L: AG].
 */
export function signedPayloads({
  method,
  target,
  body,
}: Pick<WireRequest, 'method' | 'target' | 'body'>): string[] {
  const raw = target.endsWith('?') ? target.slice(0, -1) : target
  const decoded = percentDecode(raw)
  const bodies = method === 'POST' ? [body] : method === 'DELETE' && body !== '' ? ['', body] : ['']
  const targets = decoded === raw ? [raw] : [decoded, raw]
  return targets.flatMap((url) => bodies.map((covered) => method + url + covered))
}
