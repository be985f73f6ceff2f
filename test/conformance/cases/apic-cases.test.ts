import { describe, expect, it } from 'vitest'
import { LoginFailed, type ScriptSession, Wire } from '../../../conformance/broken/wire.js'
import { CASES, casesMatching } from '../../../conformance/cases/index.js'
import type { CreateClient } from '../../../conformance/client-under-test.js'
import { createReferenceClient } from '../../../conformance/reference-clients.js'
import { runSuite } from '../../../conformance/suite.js'

/** Time that a script keeps in hand before a token's end, in ms. */
const MARGIN_MS = 90_000

type Defect = 'remembers-first-lifetime' | 'remembers-first-maximum' | 'hammers-logins' | 'wants-all-tenants'

/** A script for calls one after the other that renews in time, but for its defect. */
const script =
  (defect?: Defect): CreateClient =>
  (environment) => {
    const wire = new Wire(environment)
    const { clock } = environment
    let session: ScriptSession | undefined
    let first: ScriptSession | undefined
    let grantedMs = 0
    let loggedInMs = 0
    const login = async (): Promise<ScriptSession> => {
      for (;;) {
        grantedMs = loggedInMs = clock.monotonicMs()
        try {
          return await wire.login()
        } catch (error) {
          if (!(error instanceof LoginFailed)) throw error
          if (defect !== 'hammers-logins') {
            await new Promise<void>((resolve) => void clock.setTimer(1000, resolve))
          }
        }
      }
    }
    const current = async (): Promise<ScriptSession> => {
      const nowMs = clock.monotonicMs()
      if (session === undefined) return login()
      const { lifetimeMs } = defect === 'remembers-first-lifetime' ? first! : session
      const { sessionMs } = defect === 'remembers-first-maximum' ? first! : session
      const ageMs = nowMs - grantedMs
      if (nowMs - loggedInMs > sessionMs - MARGIN_MS || ageMs >= lifetimeMs) return login()
      if (ageMs <= lifetimeMs - MARGIN_MS) return session
      grantedMs = nowMs
      return wire.refresh(session)
    }
    const attempt = async (call: Parameters<Wire['send']>[0]) => {
      session = await current()
      first ??= session
      return wire.send(call, session.headers)
    }
    let queue: Promise<unknown> = Promise.resolve()
    return {
      request: (call) => {
        const answer = queue.then(async () => {
          const reply = await attempt(call)
          const wantsMore =
            defect === 'wants-all-tenants' &&
            call.path.startsWith('/api/class/') &&
            !reply.body.includes('tn-infra')
          const lost = reply.status === 403 && reply.body.includes('Token was invalid')
          if (!wantsMore && !lost) return reply
          session = undefined
          return attempt(call)
        })
        queue = answer.catch(() => undefined)
        return answer
      },
    }
  }

/** Signs as the reference client does, and sends what was refused once more. */
const repeatsRefused: CreateClient = async (environment) => {
  const client = await createReferenceClient(environment)
  return {
    request: async (call) => {
      const reply = await client.request(call)
      return reply.status === 403 ? client.request(call) : reply
    },
  }
}

const verdict = async (id: string, createClient: CreateClient) => {
  const [result] = await runSuite({ cases: casesMatching(CASES, id), createClient })
  return result && { verdict: result.verdict, findings: result.findings.join('\n') }
}

describe.each([
  ['apic.settings.shorter-lifetime', 'remembers-first-lifetime', 'was refused'],
  ['apic.settings.maximum-validity', 'remembers-first-maximum', 'was refused'],
  ['apic.login.throttled', 'hammers-logins', 'after a login that was turned away; found: 0 ms'],
  ['apic.rbac.filtered-reads', 'wants-all-tenants', 'at most 1 login'],
] as const)('the case %s', (id, defect, finding) => {
  it('passes a script that does it right', async () => {
    expect(await verdict(id, script())).toEqual({ verdict: 'pass', findings: '' })
  })

  it(`fails one that ${defect.replaceAll('-', ' ')}`, async () => {
    const result = await verdict(id, script(defect))
    expect(result?.verdict).toBe('fail')
    expect(result?.findings).toContain(finding)
  })
})

describe('the case apic.settings.longer-lifetime', () => {
  it('fails a client that takes the longer lifetime for the first one', async () => {
    const hopeful: CreateClient = (environment) => {
      const wire = new Wire(environment)
      const granted: { session?: ScriptSession; atMs: number } = { atMs: 0 }
      return {
        async request(call) {
          const nowMs = environment.clock.monotonicMs()
          if (granted.session === undefined || nowMs - granted.atMs > 1_110_000) {
            granted.session = await wire.login()
            granted.atMs = nowMs
          }
          return wire.send(call, granted.session.headers)
        },
      }
    }
    expect((await verdict('apic.settings.longer-lifetime', script()))?.verdict).toBe('pass')
    const result = await verdict('apic.settings.longer-lifetime', hopeful)
    expect(result?.verdict).toBe('fail')
    expect(result?.findings).toContain('token-expired')
  })
})

describe('the case apic.signature.denied-is-not-expired', () => {
  const id = 'apic.signature.denied-is-not-expired'

  it('passes a client that takes the refusal for final', async () => {
    expect(await verdict(id, createReferenceClient)).toEqual({ verdict: 'pass', findings: '' })
  })

  it('fails one that sends a refused request again', async () => {
    const result = await verdict(id, repeatsRefused)
    expect(result?.verdict).toBe('fail')
    expect(result?.findings).toContain('sent again after a permission refusal')
  })

  it('says nothing of one that does not sign', async () => {
    expect((await verdict(id, script()))?.verdict).toBe('not-exercised')
  })
})

describe('a case about settings', () => {
  it('says nothing where the client is given nothing after the change', async () => {
    const idle: CreateClient = () => ({ request: async () => ({ status: 200, body: '' }) })
    const result = await verdict('apic.settings.shorter-lifetime', idle)
    expect(result?.verdict).not.toBe('pass')
  })
})
