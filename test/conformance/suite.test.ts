import { request } from 'undici'
import { describe, expect, it } from 'vitest'
import { BROKEN_CLIENTS } from '../../conformance/broken/index.js'
import { CASES, type Case, casesMatching } from '../../conformance/cases/index.js'
import type { ClientEnvironment, CreateClient } from '../../conformance/client-under-test.js'
import { createReferenceClient } from '../../conformance/reference-clients.js'
import { conclusionOf, runSuite } from '../../conformance/suite.js'
import { CONTROLLER_KINDS } from '../../simulator/index.js'

/** Logs in to Apstra; tries again at once, `tries` times in all, whatever the answer. */
async function loginTo(environment: ClientEnvironment, tries: number): Promise<string> {
  const { url, username, password, dispatcher } = environment
  for (let attempt = 1; ; attempt++) {
    const { statusCode, body } = await request(`${url}/api/aaa/login`, {
      method: 'POST',
      dispatcher,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password }),
    })
    const text = await body.text()
    if (statusCode === 201) return (JSON.parse(text) as { token: string }).token
    if (attempt >= tries) throw new Error(`login answered with ${statusCode}`)
  }
}

async function call(
  environment: ClientEnvironment,
  token: string,
  method: string,
  path: string,
  body?: unknown,
) {
  const reply = await request(environment.url + path, {
    method: method as 'GET',
    dispatcher: environment.dispatcher,
    headers: { AuthToken: token, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: reply.statusCode, body: await reply.body.text() }
}

/** A login for each call. */
const loginForEachCall: CreateClient = (environment) => ({
  request: async ({ method, path, body }) =>
    call(environment, await loginTo(environment, 1), method, path, body),
})

/** A login that is hammered until it succeeds, then no renewal at all. */
const hammeredLogin: CreateClient = (environment) => {
  let token: Promise<string> | undefined
  return {
    request: async ({ method, path, body }) => {
      token ??= loginTo(environment, 50).catch((error: unknown) => {
        token = undefined
        throw error
      })
      return call(environment, await token, method, path, body)
    },
  }
}

/** A new login after each 401, without end. */
const loginAfterEach401: CreateClient = (environment) => ({
  request: async ({ method, path, body }) => {
    for (;;) {
      const answer = await call(environment, await loginTo(environment, 1), method, path, body)
      if (answer.status !== 401) return answer
    }
  },
})

const verdictsOf = async (createClient: CreateClient, ...ids: string[]) => {
  const cases = CASES.filter(({ id }) => ids.includes(id))
  const results = await runSuite({ cases, createClient })
  return Object.fromEntries(results.map(({ id, verdict }) => [id, verdict]))
}

describe.each(CONTROLLER_KINDS)('the reference client on %s', (controller) => {
  it('passes every case, and each situation came about', async () => {
    const cases = CASES.filter((each) => each.controller === controller)
    const results = await runSuite({ cases, createClient: createReferenceClient })
    const others = results.filter(({ verdict }) => verdict !== 'pass')
    expect(others.map(({ id, verdict, findings }) => ({ id, verdict, findings }))).toEqual([])
  })
})

describe.each(BROKEN_CLIENTS)('the broken client $name', ({ createClient, controllers }) => {
  it.each(controllers)('fails a case of %s', async (controller) => {
    const cases = CASES.filter((each) => each.controller === controller && each.level === 'must')
    expect(conclusionOf(await runSuite({ cases, createClient }))).toBe('violated')
  })
})

describe('a client with a defect', () => {
  it('that logs in for each call is told by the cases that count logins', async () => {
    expect(
      await verdictsOf(
        loginForEachCall,
        'apstra.absolute.one-login-a-day',
        'apstra.login.shared',
        'apstra.login.rate-limited',
        'apstra.logout-scope.token',
        'apstra.absolute.after-expiry',
        'apstra.recovery.lost-write-reply',
      ),
    ).toEqual({
      'apstra.absolute.after-expiry': 'fail',
      'apstra.absolute.one-login-a-day': 'advice',
      'apstra.login.rate-limited': 'fail',
      'apstra.login.shared': 'fail',
      'apstra.logout-scope.token': 'fail',
      'apstra.recovery.lost-write-reply': 'fail',
    })
  })

  it('that hammers the login and never renews is told by the cases about logins and expiry', async () => {
    expect(
      await verdictsOf(
        hammeredLogin,
        'apstra.login.gateway-busy',
        'apstra.login.gateway-down',
        'apstra.login.password-refused',
        'apstra.login.shared',
        'apstra.absolute.last-millisecond',
        'apstra.absolute.at-expiry',
        'apstra.clock.suspended-near-expiry',
        'apstra.recovery.terminated',
        'apstra.recovery.reset-read',
      ),
    ).toEqual({
      'apstra.absolute.at-expiry': 'fail',
      'apstra.absolute.last-millisecond': 'fail',
      'apstra.clock.suspended-near-expiry': 'fail',
      'apstra.login.gateway-busy': 'advice',
      'apstra.login.gateway-down': 'fail',
      'apstra.login.password-refused': 'fail',
      'apstra.login.shared': 'pass',
      'apstra.recovery.reset-read': 'advice',
      'apstra.recovery.terminated': 'fail',
    })
  })

  it('that answers each 401 with a login is told by refusals that a login does not cure', async () => {
    expect(
      await verdictsOf(loginAfterEach401, 'apstra.rbac.permission-401', 'apstra.recovery.endless-refusals'),
    ).toEqual({ 'apstra.rbac.permission-401': 'fail', 'apstra.recovery.endless-refusals': 'fail' })
  })
})

describe('runSuite', () => {
  const cases = casesMatching(CASES, 'apic.refresh.at-expiry')

  it('says what was expected and found, and shows the run', async () => {
    const stranger: CreateClient = (environment) =>
      createReferenceClient({ ...environment, username: 'nobody' })
    const [result] = await runSuite({ cases, createClient: stranger })
    expect(result?.verdict).toBe('fail')
    expect(result?.findings[0]).toBe(
      'expected: Each call that the user may make succeeds, and each other one ends in the permission refusal; found: call 1 (read, step 1) ended in AuthenticationError, expected 200 or 201 or 202 or 204, 10 ms into the run',
    )
    expect(result?.timeLine).toContain('POST /api/aaaLogin.json -> 401 (bad-credentials)')
  })

  it('gives each result as soon as it is known', async () => {
    const heard: string[] = []
    const two = [...cases, ...casesMatching(CASES, 'fmc.refresh.idle-gap')]
    await runSuite({ cases: two, createClient: createReferenceClient, onResult: ({ id }) => heard.push(id) })
    expect(heard).toEqual(['apic.refresh.at-expiry', 'fmc.refresh.idle-gap'])
  })

  it('gives the same results again', async () => {
    const some = casesMatching(CASES, 'fmc.recovery.*')
    const once = await runSuite({ cases: some, createClient: createReferenceClient })
    expect(await runSuite({ cases: some, createClient: createReferenceClient })).toEqual(once)
  })

  it('calls a client that cannot be made an error, not a failure', async () => {
    const [result] = await runSuite({
      cases,
      createClient: () => {
        throw new TypeError('no such option')
      },
    })
    expect(result).toMatchObject({ verdict: 'error', findings: ['TypeError: no such option'], requests: 0 })
  })

  it('calls a case whose fault found nothing to strike not exercised', async () => {
    const lostRefresh = CASES.find(({ id }) => id === 'apic.refresh.lost-reply')!
    const plan = { ...lostRefresh.plan, steps: lostRefresh.plan.steps.slice(0, 2) }
    const [result] = await runSuite({
      cases: [{ ...lostRefresh, plan }],
      createClient: createReferenceClient,
    })
    expect(result).toMatchObject({
      verdict: 'not-exercised',
      findings: ['the fault drop-reply found no request to strike'],
    })
  })

  it('calls a case without its evidence not exercised', async () => {
    const signature = CASES.find(({ id }) => id === 'apic.signature.no-session')!
    const plan: Case['plan'] = { ...signature.plan, client: {} }
    const [result] = await runSuite({ cases: [{ ...signature, plan }], createClient: createReferenceClient })
    expect(result).toMatchObject({ verdict: 'not-exercised', findings: ['no request was signed'] })
  })
})

describe('conclusionOf', () => {
  const of = (...verdicts: ('pass' | 'fail' | 'advice' | 'not-exercised' | 'error')[]) =>
    conclusionOf(verdicts.map((verdict) => ({ verdict })))

  it('lets advice conform', () => expect(of('pass', 'advice')).toBe('conforms'))
  it('lets one failure decide', () => expect(of('pass', 'error', 'fail')).toBe('violated'))
  it('judges nothing where one case is an error', () => expect(of('pass', 'error')).toBe('not-judged'))
  it('judges nothing where nothing happened', () => expect(of('not-exercised')).toBe('not-judged'))
  it('judges nothing without cases', () => expect(of()).toBe('not-judged'))
})
