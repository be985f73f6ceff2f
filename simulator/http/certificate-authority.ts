import { createPrivateKey, createPublicKey, sign, X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { defaultCacheFolder, readIfThere, replaceFile, withFolderLock } from './cache-folder.js'
import type { CertifiedKey } from './certificate-issue.js'

/** What is kept is made again when it would end within this time, in ms. */
const RENEW_BEFORE_END_MS = 365 * 86_400_000
const ALWAYS_NAMED = ['localhost', '127.0.0.1', '::1']

const certifiedKeySchema = z.strictObject({ certificate: z.string(), key: z.string() })
const keptSchema = z.strictObject({
  version: z.literal(1),
  authority: certifiedKeySchema,
  server: certifiedKeySchema.extend({ hosts: z.array(z.string()) }),
  fabricKey: z.string(),
})
type Kept = z.output<typeof keptSchema>

/** Certificates and keys of a server, all from one authority that stays the same from start to start. */
export interface Identity {
  /** File with the authority's certificate as PEM, for clients to trust. */
  caFile: string
  /** The same, as text. */
  caCertificate: string
  /** Certificate and key of the TLS server. */
  server: CertifiedKey
  /** Public half of the key that signs web tokens, as PEM (SPKI). */
  fabricPublicKey: string
  /** Signs the first two parts of a web token with RS256; gives the third part, base64url. */
  signWebToken(signingInput: string): string
}

/** Where an identity is kept and what it must cover. */
export interface IdentitySettings {
  /** {@link defaultCacheFolder} unless given. */
  folder?: string
  /** Names and addresses of the server besides `localhost`, `127.0.0.1` and `::1`. */
  hosts?: readonly string[]
  /** Real time of day, in ms since 1970; now unless given. */
  nowMs?: number
}

/**
 * The server's identity, from the cache folder; made there where it is missing, damaged, near its end or of another
 * version, and safely so when several processes start at once.
 * @throws Error when the folder cannot be written
 */
export async function loadIdentity(settings: IdentitySettings = {}): Promise<Identity> {
  const { folder = defaultCacheFolder(), hosts = [], nowMs = Date.now() } = settings
  const wanted = [...new Set([...ALWAYS_NAMED, ...hosts])]
  const keptFile = join(folder, 'identity.json')
  const caFile = join(folder, 'ca.pem')
  const good = async () => {
    const kept = parseKept(await readIfThere(keptFile), nowMs)
    const covered = kept !== undefined && wanted.every((host) => kept.server.hosts.includes(host))
    return { kept, complete: covered && (await readIfThere(caFile)) === kept.authority.certificate }
  }
  const found = await good()
  if (found.complete) return identityOf(found.kept!, caFile)
  return withFolderLock(folder, async () => {
    const { kept, complete } = await good()
    if (complete) return identityOf(kept!, caFile)
    const made = await make(kept, wanted, nowMs)
    await replaceFile(keptFile, `${JSON.stringify(made, null, 2)}\n`)
    await replaceFile(caFile, made.authority.certificate)
    return identityOf(made, caFile)
  })
}

/** A certificate for this machine's own addresses, from an authority made for it alone: nobody trusts it, and nothing is kept. */
export async function issueUntrusted(): Promise<CertifiedKey> {
  const { issueAuthority, issueServer } = await import('./certificate-issue.js')
  const nowMs = Date.now()
  return issueServer(await issueAuthority(nowMs), ALWAYS_NAMED, nowMs)
}

/** Makes what is missing; an authority that is still good stays, because clients trust it. */
async function make(kept: Kept | undefined, wanted: readonly string[], nowMs: number): Promise<Kept> {
  // Loaded only here: most starts find everything in the cache.
  const { issueAuthority, issueServer, newKeyPair } = await import('./certificate-issue.js')
  const authority = kept?.authority ?? (await issueAuthority(nowMs))
  const hosts = [...new Set([...wanted, ...(kept?.server.hosts ?? [])])]
  return {
    version: 1,
    authority,
    server: { ...(await issueServer(authority, hosts, nowMs)), hosts },
    fabricKey: kept?.fabricKey ?? (await newKeyPair()).key,
  }
}

function parseKept(text: string | undefined, nowMs: number): Kept | undefined {
  if (text === undefined) return undefined
  try {
    const kept = keptSchema.parse(JSON.parse(text))
    createPrivateKey(kept.fabricKey)
    const authority = new X509Certificate(kept.authority.certificate)
    const server = new X509Certificate(kept.server.certificate)
    const whole =
      authority.checkPrivateKey(createPrivateKey(kept.authority.key)) &&
      server.checkPrivateKey(createPrivateKey(kept.server.key)) &&
      server.verify(authority.publicKey)
    return whole && isFresh(authority, nowMs) && isFresh(server, nowMs) ? kept : undefined
  } catch {
    return undefined
  }
}

function isFresh({ validFrom, validTo }: X509Certificate, nowMs: number): boolean {
  return Date.parse(validFrom) <= nowMs && nowMs < Date.parse(validTo) - RENEW_BEFORE_END_MS
}

function identityOf(kept: Kept, caFile: string): Identity {
  const { authority, server, fabricKey } = kept
  const signingKey = createPrivateKey(fabricKey)
  return {
    caFile,
    caCertificate: authority.certificate,
    server: { certificate: server.certificate, key: server.key },
    fabricPublicKey: createPublicKey(signingKey).export({ type: 'spki', format: 'pem' }).toString(),
    signWebToken: (signingInput) =>
      sign('sha256', Buffer.from(signingInput), signingKey).toString('base64url'),
  }
}
