import { createPublicKey, verify, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import forge from 'node-forge'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { VirtualClock } from '../../../simulator/clock/virtual-clock.js'
import { createApp } from '../../../simulator/http/app.js'
import { defaultCacheFolder } from '../../../simulator/http/cache-folder.js'
import { issueUntrusted, loadIdentity } from '../../../simulator/http/certificate-authority.js'
import { watchConnections } from '../../../simulator/http/connections.js'
import { fakeSimulator } from './fake-controller.js'
import { collect } from './raw-exchange.js'

const YEAR_MS = 365.25 * 86_400_000

describe('the identity of a server', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'midrun-identity-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('has a CA and a server certificate for ten years that verify with node and with forge', async () => {
    const nowMs = Date.now()
    const identity = await loadIdentity({ folder, hosts: ['lab.example', '10.1.2.3'], nowMs })
    const authority = new X509Certificate(identity.caCertificate)
    const server = new X509Certificate(identity.server.certificate)
    expect(authority.ca).toBe(true)
    expect(server.ca).toBe(false)
    expect(server.checkIssued(authority)).toBe(true)
    expect(server.verify(authority.publicKey)).toBe(true)
    for (const name of ['localhost', 'lab.example']) expect(server.checkHost(name)).toBe(name)
    for (const address of ['127.0.0.1', '::1', '10.1.2.3']) expect(server.checkIP(address)).toBe(address)
    expect(server.checkHost('other.example')).toBeUndefined()
    expect(Date.parse(server.validFrom)).toBeLessThanOrEqual(nowMs - 86_400_000 + 1000)
    expect(Date.parse(server.validTo)).toBeGreaterThan(nowMs + 9.9 * YEAR_MS)
    const store = forge.pki.createCaStore([identity.caCertificate])
    expect(
      forge.pki.verifyCertificateChain(store, [forge.pki.certificateFromPem(identity.server.certificate)]),
    ).toBe(true)
  })

  it('is not what a certificate that nobody should trust comes from', async () => {
    const identity = await loadIdentity({ folder })
    const kept = await readFile(join(folder, 'identity.json'), 'utf8')
    const untrusted = await issueUntrusted()
    const authority = new X509Certificate(identity.caCertificate)
    const server = new X509Certificate(untrusted.certificate)
    expect(server.checkIssued(authority)).toBe(false)
    expect(server.verify(authority.publicKey)).toBe(false)
    expect(server.checkIP('127.0.0.1')).toBe('127.0.0.1')
    expect(server.checkHost('localhost')).toBe('localhost')
    expect((await issueUntrusted()).certificate).not.toBe(untrusted.certificate)
    expect(await readFile(join(folder, 'identity.json'), 'utf8')).toBe(kept)
  })

  it('signs web tokens that its public key verifies', async () => {
    const identity = await loadIdentity({ folder })
    const signature = Buffer.from(identity.signWebToken('head.claims'), 'base64url')
    const key = createPublicKey(identity.fabricPublicKey)
    expect(signature).toHaveLength(256)
    expect(verify('sha256', Buffer.from('head.claims'), key, signature)).toBe(true)
    expect(verify('sha256', Buffer.from('head.claimz'), key, signature)).toBe(false)
  })

  it('is the same at the next start, and only its owner may read it', async () => {
    const first = await loadIdentity({ folder })
    const second = await loadIdentity({ folder })
    expect(second.server).toEqual(first.server)
    expect((await readdir(folder)).sort()).toEqual(['ca.pem', 'identity.json'])
    for (const file of await readdir(folder))
      expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600)
    expect(await readFile(first.caFile, 'utf8')).toBe(first.caCertificate)
  })

  it('keeps the authority and its hosts when another host is asked for', async () => {
    const first = await loadIdentity({ folder, hosts: ['one.example'] })
    const second = await loadIdentity({ folder, hosts: ['two.example'] })
    expect(second.caCertificate).toBe(first.caCertificate)
    expect(second.fabricPublicKey).toBe(first.fabricPublicKey)
    const server = new X509Certificate(second.server.certificate)
    expect([server.checkHost('one.example'), server.checkHost('two.example')]).toEqual([
      'one.example',
      'two.example',
    ])
  })

  it('comes out the same for several starts at once', async () => {
    const all = await Promise.all([1, 2, 3].map(() => loadIdentity({ folder })))
    expect(new Set(all.map(({ server }) => server.key)).size).toBe(1)
    expect(await readFile(join(folder, 'ca.pem'), 'utf8')).toBe(all[0]!.caCertificate)
  })

  it.each([
    ['cut off', (text: string) => text.slice(0, 200)],
    ['of another version', (text: string) => text.replace('"version": 1', '"version": 0')],
    ['with another key', (text: string) => swapKeys(text)],
  ])('is made again when the file is %s', async (_what, damage) => {
    const first = await loadIdentity({ folder })
    const file = join(folder, 'identity.json')
    await writeFile(file, damage(await readFile(file, 'utf8')))
    const second = await loadIdentity({ folder })
    expect(second.caCertificate).not.toBe(first.caCertificate)
    expect(await readFile(second.caFile, 'utf8')).toBe(second.caCertificate)
    expect(
      new X509Certificate(second.server.certificate).verify(
        new X509Certificate(second.caCertificate).publicKey,
      ),
    ).toBe(true)
  })

  it('is made again in its last year, not before', async () => {
    const nowMs = Date.now()
    const first = await loadIdentity({ folder, nowMs })
    expect((await loadIdentity({ folder, nowMs: nowMs + 8.9 * YEAR_MS })).caCertificate).toBe(
      first.caCertificate,
    )
    expect((await loadIdentity({ folder, nowMs: nowMs + 9.1 * YEAR_MS })).caCertificate).not.toBe(
      first.caCertificate,
    )
  })

  it('puts a lost or foreign CA file right', async () => {
    const first = await loadIdentity({ folder })
    await writeFile(first.caFile, 'something else')
    const second = await loadIdentity({ folder })
    expect(await readFile(second.caFile, 'utf8')).toBe(first.caCertificate)
  })

  it('serves TLS that a client trusting only its CA accepts, and whose connections can be reset', async () => {
    const identity = await loadIdentity({ folder })
    const { simulator, controller } = fakeSimulator(new VirtualClock())
    const { certificate: cert, key } = identity.server
    const server = createServer({ cert, key }, createApp(simulator))
    watchConnections(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const exchange = async () => {
      const socket = connect({ port, host: '127.0.0.1', ca: identity.caCertificate })
      await once(socket, 'secureConnect')
      return collect(socket, 'GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n')
    }
    expect(await exchange()).toEqual({
      text: 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello',
      error: undefined,
    })
    expect(controller.seen[0]!.scheme).toBe('https')
    simulator.faults.arm({ type: 'reset' })
    expect(await exchange()).toEqual({ text: '', error: 'ECONNRESET' })
    simulator.faults.arm({ type: 'truncate', options: { bytes: 2 } })
    expect((await exchange()).text).toBe(
      'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhe',
    )
    await new Promise((resolve) => server.close(resolve))
  })
})

describe('the cache folder', () => {
  it('is the one that is named, else in the cache of the user', () => {
    expect(defaultCacheFolder({ MIDRUN_CACHE_DIR: '/a', XDG_CACHE_HOME: '/b' })).toBe('/a')
    expect(defaultCacheFolder({ MIDRUN_CACHE_DIR: '', XDG_CACHE_HOME: '/b' })).toBe('/b/midrun')
    expect(defaultCacheFolder({})).toMatch(/\/\.cache\/midrun$/)
  })
})

function swapKeys(text: string): string {
  const kept = JSON.parse(text)
  return JSON.stringify({ ...kept, server: { ...kept.server, key: kept.authority.key } })
}
