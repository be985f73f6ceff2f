import type { RawClient, RawSession } from './raw-client.js'
import { loginOnly, MINUTE, nothing, on, oneRead, type ScenarioTable } from './scenario.js'

/** An FMC whose limit is reached with the first request after a login. */
const THROTTLING = { rate: { perMinute: 1 }, retryAfterSeconds: 10 }

async function ended(client: RawClient): Promise<RawSession> {
  const session = await client.login()
  for (const { id } of client.simulator.controller.sessions()) client.simulator.controller.terminate(id)
  return session
}

/** One call of a program, around what it sends. */
async function called(
  client: RawClient,
  work: () => Promise<unknown>,
  outcome: { status?: number; error?: string },
) {
  const { journal } = client.simulator
  journal.write({ kind: 'call', call: 1, event: 'made', operation: 'read' })
  await work()
  const event = outcome.error === undefined ? 'answered' : 'failed'
  journal.write({ kind: 'call', call: 1, event, operation: 'read', ...outcome })
}

/** For the rules about requests, and about what the caller sees. */
export const REQUEST_SCENARIOS: ScenarioTable = {
  'requests.no-secret-in-url': {
    breaks: on('apic', (client) =>
      client.send({ method: 'GET', target: '/api/class/fvTenant.json?user=admin&password=midrun' }),
    ),
    keeps: oneRead('apic'),
    idle: nothing('apic'),
  },
  'connection.certificate-verified': {
    breaks: oneRead('apic', { untrustedCertificate: true }),
    keeps: nothing('apic', { untrustedCertificate: true }),
    idle: oneRead('apic'),
  },
  'requests.refusals-bounded': {
    breaks: on('apic', async (client) => {
      const request = client.readRequest(await ended(client))
      for (let tries = 0; tries < 4; tries++) await client.send(request)
    }),
    keeps: on('apic', async (client) => {
      const request = client.readRequest(await ended(client))
      await client.send(request)
      await client.send({ ...request, headers: (await client.login()).fields })
    }),
    idle: oneRead('apic'),
  },
  'requests.permission-is-not-expiry': {
    breaks: on('apic', async (client) => {
      const request = client.deniedRequest(await client.login())
      await client.send(request)
      await client.send({ ...request, headers: (await client.login()).fields })
    }),
    keeps: on('apic', async (client) => {
      const session = await client.login()
      await client.send(client.deniedRequest(session))
      await client.read(session)
    }),
    idle: oneRead('apic'),
  },
  'requests.writes-once': {
    breaks: on('fmc', async (client) => {
      const request = client.writeRequest(await client.login())
      client.loseReply('call')
      await client.send(request)
      await client.send(request)
    }),
    keeps: on('fmc', async (client) => {
      const session = await client.login()
      client.loseReply('call')
      await client.send(client.writeRequest(session))
      await client.send(client.writeRequest(session))
    }),
    idle: on('fmc', async (client) => client.send(client.writeRequest(await client.login()))),
  },
  'requests.retry-after': {
    breaks: on(
      'fmc',
      async (client) => {
        const request = client.readRequest(await client.login())
        await client.send(request)
        await client.wait(9_000)
        await client.send(request)
      },
      { options: THROTTLING },
    ),
    keeps: on(
      'fmc',
      async (client) => {
        const request = client.readRequest(await client.login())
        await client.send(request)
        await client.wait(10_000)
        await client.send(request)
      },
      { options: THROTTLING },
    ),
    idle: oneRead('fmc'),
  },
  'requests.back-off': {
    breaks: on(
      'fmc',
      async (client) => {
        const request = client.readRequest(await client.login())
        for (let tries = 0; tries < 4; tries++) await client.send(request)
      },
      { options: { rate: { perMinute: 1 } } },
    ),
    keeps: on(
      'fmc',
      async (client) => {
        const request = client.readRequest(await client.login())
        for (const pauseMs of [1000, 2000, 4000, 8000]) {
          await client.send(request)
          await client.wait(pauseMs)
        }
      },
      { options: { rate: { perMinute: 1 } } },
    ),
    idle: oneRead('fmc'),
  },
  'caller.refused-served': {
    breaks: on('apstra', async (client) => {
      await client.read(await ended(client))
      await client.read(await client.login())
    }),
    keeps: on('apstra', async (client) => {
      const request = client.readRequest(await ended(client))
      await client.send(request)
      await client.send({ ...request, headers: (await client.login()).fields })
    }),
    idle: oneRead('apstra'),
  },
  'caller.calls-served': {
    breaks: on('apic', async (client) => {
      const session = await ended(client)
      await called(client, () => client.read(session), { error: 'SessionLost' })
    }),
    keeps: on('apic', async (client) => {
      const session = await client.login()
      await called(client, () => client.read(session), { status: 200 })
    }),
    idle: oneRead('apic'),
  },
  'caller.program-ended-well': {
    breaks: oneRead('apic', { exitCode: 1 }),
    keeps: oneRead('apic', { exitCode: 0 }),
    idle: oneRead('apic', { stopped: true }),
  },
  'apstra.login-limit': {
    breaks: on('apstra', async (client) => {
      for (let tries = 0; tries < 6; tries++) await client.send(client.loginRequest('wrong'))
      await client.send(client.loginRequest())
    }),
    keeps: on('apstra', async (client) => {
      for (let logins = 0; logins < 5; logins++) await client.login()
    }),
    idle: loginOnly('apstra'),
  },
  'apstra.logout-scope': {
    breaks: on('apstra', async (client) => {
      client.simulator.controller.loginElsewhere('operator')
      await client.logout(await client.login())
    }),
    keeps: on('apstra', async (client) => client.logout(await client.login())),
    idle: oneRead('apstra'),
  },
  'apstra.refusal-of-live-token': {
    breaks: on('apstra', async (client) => {
      await changesOfAnother(client, 3)
    }),
    keeps: on('apstra', (client) => changesOfAnother(client, 1)),
    idle: oneRead('apstra'),
  },
  'apstra.renewal-before-exp': {
    breaks: on('apstra', async (client) => {
      const session = await client.login()
      await client.wait(24 * 60 * MINUTE)
      await client.read(session)
      await client.login()
    }),
    keeps: on('apstra', async (client) => {
      await client.login()
      await client.wait(23 * 60 * MINUTE)
      await client.login()
    }),
    idle: oneRead('apstra'),
  },
  'apstra.restored-session': {
    breaks: on('apstra', async (client) => client.send(client.writeRequest(await restored(client)))),
    keeps: on('apstra', async (client) => {
      const session = await restored(client)
      await client.read(session)
      await client.send(client.writeRequest(session))
    }),
    idle: oneRead('apstra'),
  },
}

/** Changes of somebody else's password, each on a session of its own: 401, though the token is live. */
async function changesOfAnother(client: RawClient, tries: number): Promise<void> {
  const reply = await client.send(client.loginRequest('admin', 'admin'))
  const target = `/api/aaa/users/${JSON.parse(reply!.body).id}`
  for (let left = tries; left > 0; left--) {
    const { fields } = await client.login()
    await client.send({ method: 'PATCH', target, headers: fields, body: '{"email":"a@example.net"}' })
  }
}

/** The token of a login that the journal does not hold. */
async function restored(client: RawClient): Promise<RawSession> {
  const session = await client.login()
  client.forgetJournal()
  return session
}
