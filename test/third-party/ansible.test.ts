import { afterEach, describe, expect, it } from 'vitest'
import { fixturePath } from '../../simulator/fixtures.js'
import { installedAnsible, type PlaybookOutcome, type PlaybookRun, runPlaybook } from './ansible/playbook.js'
import { ServedApic, summary } from './ansible/served-apic.js'

/** Ansible needs about half a second for each task. */
const TEST_LIMIT_MS = 240_000

const installed = await installedAnsible()
// Vitest reports how many tests were skipped, and not why.
if (installed.connectionMissing !== undefined) {
  process.stderr.write(`Ansible tests are skipped: ${installed.connectionMissing}\n`)
}
const served = new Set<ServedApic>()
afterEach(async () => {
  for (const apic of served) await apic.stop()
  served.clear()
})

async function serve(...settings: string[]): Promise<ServedApic> {
  const apic = await ServedApic.start(...settings)
  served.add(apic)
  return apic
}

function play(apic: ServedApic, run: Pick<PlaybookRun, 'playbook' | 'target' | 'environment'>) {
  return runPlaybook({ ...run, port: apic.port, caFile: apic.caFile })
}

function outcomes({ tasks }: PlaybookOutcome): [string, boolean, string][] {
  return tasks.map(({ name, changed, message }) => [name, changed, message])
}

const OPERATOR = { MIDRUN_USERNAME: 'operator' }
const OPERATOR_KEY = {
  ...OPERATOR,
  MIDRUN_PRIVATE_KEY: fixturePath('apic/operator.key'),
  MIDRUN_CERTIFICATE_NAME: 'midrun',
}

/** What a first run of configure.yml comes to: task, whether it changed something, and the failure. */
const CONFIGURE_TASKS = [
  ['Tenant', true, ''],
  ['VRF', true, ''],
  ['Bridge domain', true, ''],
  ['Application profile', true, ''],
  ['Endpoint group', true, ''],
  ['Query the tenant', false, ''],
  ['Query the endpoint group', false, ''],
  ['Query all bridge domains', false, ''],
]

/** What token-runs-out.yml comes to. */
const OUTLIVE_TASKS = [
  ['Write with a fresh token', true, ''],
  ['Let the token run out', false, ''],
  ['Write when the token has run out', true, ''],
  ['Go on', true, ''],
]

/** A task that changes an object: the module reads it, writes it, and reads it again. */
const written = (path: string, how: string) => [
  `GET ${path} 200 accepted ${how}`,
  `POST ${path} 200 accepted ${how}`,
  `GET ${path} 200 accepted ${how}`,
]
const LOGIN = 'POST /api/aaaLogin.json 200 logged-in'
const TENANT = '/api/mo/uni/tn-shop.json'
const PROFILE = '/api/mo/uni/tn-shop/ap-store.json'

describe.skipIf(installed.missing !== undefined)('cisco.aci modules, a login by each task', () => {
  it(
    'configure a tenant, find nothing to change in a second run, and remove it',
    async () => {
      const apic = await serve()
      const first = await play(apic, { playbook: 'configure.yml', target: 'apic' })
      expect(outcomes(first)).toEqual(CONFIGURE_TASKS)
      expect(first.exitCode).toBe(0)

      const second = await play(apic, { playbook: 'configure.yml', target: 'apic' })
      expect(outcomes(second)).toEqual(CONFIGURE_TASKS.map(([name]) => [name, false, '']))
      expect(second).toMatchObject({ exitCode: 0, changed: 0 })
      expect(second.tasks.at(-3)!.current).toMatchObject([
        {
          fvTenant: {
            attributes: {
              dn: 'uni/tn-shop',
              name: 'shop',
              descr: 'Written by Ansible',
              nameAlias: 'Shop',
              annotation: 'orchestrator:ansible',
            },
          },
        },
      ])
      expect(second.tasks.at(-2)!.current).toMatchObject([
        {
          fvAEPg: {
            attributes: { dn: 'uni/tn-shop/ap-store/epg-frontend', prefGrMemb: 'include' },
            children: expect.arrayContaining([
              { fvRsBd: { attributes: expect.objectContaining({ tnFvBDName: 'web', state: 'formed' }) } },
            ]),
          },
        },
      ])

      const removal = await play(apic, { playbook: 'remove.yml', target: 'apic' })
      expect(outcomes(removal)).toEqual([
        ['Endpoint group', true, ''],
        ['Application profile', true, ''],
        ['Tenant and all that is left in it', true, ''],
        ['Bridge domain that went with its tenant', false, ''],
      ])

      const exchanges = await apic.exchanges()
      const tasks = [first, second, removal].flatMap((run) => run.tasks).length
      expect(exchanges.filter(({ purpose }) => purpose === 'login')).toHaveLength(tasks)
      expect(exchanges.filter(({ response }) => response.status !== 200)).toEqual([])
    },
    TEST_LIMIT_MS,
  )

  it(
    'never notice that a token runs out between two tasks',
    async () => {
      const apic = await serve()
      const run = await play(apic, { playbook: 'token-runs-out.yml', target: 'apic' })
      expect(outcomes(run)).toEqual(OUTLIVE_TASKS)
      expect((await apic.exchanges()).map(summary)).toEqual([
        LOGIN,
        ...written(TENANT, 'token'),
        LOGIN,
        ...written(TENANT, 'token'),
        LOGIN,
        ...written(PROFILE, 'token'),
      ])
    },
    TEST_LIMIT_MS,
  )

  it(
    'sign each request when they have a private key, and log in never',
    async () => {
      const apic = await serve()
      const run = await play(apic, { playbook: 'configure.yml', target: 'apic', environment: OPERATOR_KEY })
      expect(outcomes(run)).toEqual(CONFIGURE_TASKS)
      const exchanges = await apic.exchanges()
      expect(exchanges).toHaveLength(5 * 3 + 3)
      for (const { auth, response } of exchanges) {
        expect(auth).toEqual({ outcome: 'accepted', how: 'signature', user: 'operator' })
        expect(response.status).toBe(200)
      }
    },
    TEST_LIMIT_MS,
  )

  it(
    'stop at a certificate that the controller does not know, after one request',
    async () => {
      const apic = await serve()
      const environment = { ...OPERATOR_KEY, MIDRUN_CERTIFICATE_NAME: 'other' }
      const run = await play(apic, { playbook: 'configure.yml', target: 'apic', environment })
      expect(run).toMatchObject({ exitCode: 2, changed: 0 })
      expect(outcomes(run)).toEqual([['Tenant', false, 'APIC Error 403: ']])
      expect((await apic.exchanges()).map(summary)).toEqual([`GET ${TENANT} 403 refused unknown-certificate`])
    },
    TEST_LIMIT_MS,
  )

  it.each([
    ['"403"', 403, 'APIC Error 403: Permission denied: user operator may not configure class aaaUser'],
    ['400-170', 400, 'APIC Error 170: user operator does not have domain access to config Mo, class aaaUser'],
  ])(
    'report a refusal of style %s for want of a privilege as the controller words it, and do not try again',
    async (style, status, message) => {
      const apic = await serve(`apic.rbacDenyStyle=${style}`)
      const run = await play(apic, { playbook: 'forbidden.yml', target: 'apic', environment: OPERATOR })
      expect(run).toMatchObject({ exitCode: 2, tasks: [{ name: 'User', failed: true, message }] })
      expect((await apic.exchanges()).map(summary)).toEqual([
        LOGIN,
        `POST /api/mo/uni/userext.json ${status} forbidden`,
      ])
    },
    TEST_LIMIT_MS,
  )
})

describe.skipIf(installed.connectionMissing !== undefined)('cisco.aci over the httpapi connection', () => {
  it(
    'logs in once for all tasks',
    async () => {
      const apic = await serve()
      const run = await play(apic, { playbook: 'configure.yml', target: 'apic_session' })
      expect(outcomes(run)).toEqual(CONFIGURE_TASKS)
      const exchanges = await apic.exchanges()
      expect(exchanges.filter(({ purpose }) => purpose === 'login')).toHaveLength(1)
      expect(exchanges.filter(({ response }) => response.status !== 200)).toEqual([])
    },
    TEST_LIMIT_MS,
  )

  it(
    'meets the 403 of a token that ran out, logs in, sends the request again, and goes on',
    async () => {
      const apic = await serve()
      const run = await play(apic, { playbook: 'token-runs-out.yml', target: 'apic_session' })
      expect(outcomes(run)).toEqual(OUTLIVE_TASKS)
      expect((await apic.exchanges()).map(summary)).toEqual([
        LOGIN,
        ...written(TENANT, 'token'),
        `GET ${TENANT} 403 refused token-expired`,
        LOGIN,
        ...written(TENANT, 'token'),
        ...written(PROFILE, 'token'),
      ])
    },
    TEST_LIMIT_MS,
  )

  it(
    'signs each request when it has a private key',
    async () => {
      const apic = await serve()
      const environment = OPERATOR_KEY
      const run = await play(apic, { playbook: 'token-runs-out.yml', target: 'apic_session', environment })
      expect(outcomes(run)).toEqual(OUTLIVE_TASKS)
      expect((await apic.exchanges()).map(summary)).toEqual([
        ...written(TENANT, 'signature'),
        ...written(TENANT, 'signature'),
        ...written(PROFILE, 'signature'),
      ])
    },
    TEST_LIMIT_MS,
  )

  it(
    'reports a refusal with 400 and code 170 at once',
    async () => {
      const apic = await serve('apic.rbacDenyStyle=400-170')
      const run = await play(apic, {
        playbook: 'forbidden.yml',
        target: 'apic_session',
        environment: OPERATOR,
      })
      expect(run).toMatchObject({
        exitCode: 2,
        tasks: [
          {
            failed: true,
            message: 'APIC Error 170: user operator does not have domain access to config Mo, class aaaUser',
          },
        ],
      })
      expect((await apic.exchanges()).map(summary)).toEqual([
        LOGIN,
        'POST /api/mo/uni/userext.json 400 forbidden',
      ])
    },
    TEST_LIMIT_MS,
  )

  // A defect of the plugin: it takes every 403 for an expired session, logs in and sends again until its own time-out.
  it(
    'storms a controller that refuses with 403 for want of a privilege',
    async () => {
      const apic = await serve('apic.rbacDenyStyle="403"')
      const environment = { ...OPERATOR, MIDRUN_COMMAND_TIMEOUT: '3' }
      const run = await play(apic, { playbook: 'forbidden.yml', target: 'apic_session', environment })
      expect(run).toMatchObject({ exitCode: 2, tasks: [{ failed: true }] })
      expect(run.tasks[0]!.message).toMatch(/command timeout triggered|maximum recursion depth exceeded/)
      expect(run.tasks[0]!.message).not.toContain('Permission denied')
      const lines = (await apic.exchanges()).map(summary)
      expect(lines.filter((line) => line === LOGIN).length).toBeGreaterThan(5)
      expect(new Set(lines)).toEqual(new Set([LOGIN, 'POST /api/mo/uni/userext.json 403 forbidden']))
    },
    TEST_LIMIT_MS,
  )
})
