import { RequestSigner } from '../../../clients/certificate-signature.js'
import { readFixture } from '../../../simulator/fixtures.js'
import type { RawClient, RawRequest, RawSession } from './raw-client.js'
import { HOUR, loginOnly, MINUTE, on, oneRead, type ScenarioTable } from './scenario.js'

const SHORT_SESSION = { options: { maximumLifetimeSeconds: 3600 } }

/** Refreshes every nine minutes, so many times. */
async function refreshed(client: RawClient, times: number): Promise<RawSession> {
  let session = await client.login()
  for (let refreshes = 0; refreshes < times; refreshes++) {
    await client.wait(9 * MINUTE)
    session = await client.refresh(session)
  }
  return session
}

function signed(target: string, key = 'apic/operator.key'): RawRequest {
  const certificateDn = 'uni/userext/user-operator/usercert-midrun'
  const signer = new RequestSigner({ certificateDn, privateKey: readFixture(key) })
  return {
    method: 'GET',
    target,
    headers: { cookie: signer.cookie({ method: 'GET', path: target, headers: {} }) },
  }
}

async function subscribe(client: RawClient, session: RawSession): Promise<string> {
  const reply = await client.send({
    method: 'GET',
    target: '/api/class/fvTenant.json?subscription=yes',
    headers: session.fields,
  })
  return JSON.parse(reply!.body).subscriptionId
}

function subscriptionRefresh(session: RawSession, id: string): RawRequest {
  return { method: 'GET', target: `/api/subscriptionRefresh.json?id=${id}`, headers: session.fields }
}

async function subscribed(client: RawClient): Promise<{ session: RawSession; id: string }> {
  const session = await client.login()
  await client.openSocket(session)
  return { session, id: await subscribe(client, session) }
}

/** For the rules of single controllers. */
export const CONTROLLER_SCENARIOS: ScenarioTable = {
  'apic.refresh-not-login': {
    breaks: on('apic', async (client) => {
      for (let logins = 0; logins < 6; logins++) {
        await client.read(await client.login())
        await client.wait(8 * MINUTE)
      }
    }),
    keeps: on('apic', async (client) => client.read(await refreshed(client, 5))),
    idle: oneRead('apic'),
  },
  'apic.cookie-carried': {
    breaks: on('apic', async (client) => {
      const { fields } = await client.login()
      const cookie = `APIC-cookie="${fields.cookie!.slice('APIC-cookie='.length)}"`
      await client.read({ fields: { cookie }, refreshFields: {} })
    }),
    keeps: oneRead('apic'),
    idle: loginOnly('apic'),
  },
  'apic.absolute-limit': {
    breaks: on(
      'apic',
      async (client) => {
        const session = await refreshed(client, 6)
        await client.wait(7 * MINUTE)
        await client.read(session)
      },
      SHORT_SESSION,
    ),
    keeps: on(
      'apic',
      async (client) => {
        await refreshed(client, 6)
        const session = await client.login()
        await client.wait(7 * MINUTE)
        await client.read(session)
      },
      SHORT_SESSION,
    ),
    idle: on('apic', async (client) => client.read(await refreshed(client, 2)), SHORT_SESSION),
  },
  'apic.signatures': {
    breaks: on('apic', (client) => client.send(signed('/api/class/fvTenant.json', 'apic/unknown.key'))),
    keeps: on('apic', (client) => client.send(signed('/api/class/fvTenant.json'))),
    idle: oneRead('apic'),
  },
  'apic.signing-without-login': {
    breaks: on('apic', async (client) => {
      await client.send(signed('/api/class/fvTenant.json'))
      await client.login()
    }),
    keeps: on('apic', (client) => client.send(signed('/api/class/fvTenant.json'))),
    idle: oneRead('apic'),
  },
  'apic.subscription-refreshed': {
    breaks: on('apic', async (client) => {
      await subscribed(client)
      await client.wait(2 * MINUTE)
    }),
    keeps: on('apic', async (client) => {
      const { session, id } = await subscribed(client)
      await client.wait(30_000)
      await client.send(subscriptionRefresh(session, id))
    }),
    idle: on('apic', subscribed),
  },
  'apic.resubscribed': {
    breaks: on('apic', async (client) => {
      await subscribed(client)
      client.simulator.controller.restart()
      const session = await client.login()
      await client.wait(2 * MINUTE)
      await client.read(session)
    }),
    keeps: on('apic', async (client) => {
      await subscribed(client)
      client.simulator.controller.restart()
      const { session } = await subscribed(client)
      await client.wait(2 * MINUTE)
      await client.read(session)
    }),
    idle: on('apic', subscribed),
  },
  'fmc.three-refreshes': {
    breaks: on('fmc', async (client) => client.send(client.refreshRequest(await refreshed(client, 3)))),
    keeps: on('fmc', async (client) => {
      await refreshed(client, 3)
      await client.login()
    }),
    idle: on('fmc', async (client) => client.read(await refreshed(client, 2))),
  },
  'fmc.login-after-third': {
    breaks: on('fmc', async (client) => {
      const session = await refreshed(client, 3)
      await client.wait(30 * MINUTE)
      await client.read(session)
    }),
    keeps: on('fmc', async (client) => {
      await refreshed(client, 3)
      const session = await client.login()
      await client.wait(29 * MINUTE)
      await client.read(await client.refresh(session))
      await client.wait(2 * MINUTE)
      await client.read(await client.login())
    }),
    idle: on('fmc', async (client) => client.read(await refreshed(client, 3))),
  },
  'fmc.both-tokens-sent': {
    breaks: on('fmc', async (client) => {
      const { fields } = await client.login()
      await client.send(client.refreshRequest({ fields, refreshFields: fields }))
    }),
    keeps: on('fmc', async (client) => refreshed(client, 1)),
    idle: oneRead('fmc'),
  },
  'fmc.both-tokens-adopted': {
    breaks: on('fmc', async (client) => {
      const session = await client.login()
      const { fields } = await client.refresh(session)
      await client.send(
        client.refreshRequest({ fields, refreshFields: { ...session.refreshFields, ...fields } }),
      )
    }),
    keeps: on('fmc', async (client) => refreshed(client, 2)),
    idle: on('fmc', async (client) => refreshed(client, 1)),
  },
  'fmc.request-rate': {
    breaks: on('fmc', async (client) => {
      const session = await client.login()
      for (let requests = 0; requests < 120; requests++) await client.read(session)
    }),
    keeps: on('fmc', async (client) => {
      const session = await client.login()
      for (let requests = 0; requests < 100; requests++) await client.read(session)
    }),
    idle: oneRead('fmc'),
  },
  'fmc.parallel-requests': {
    breaks: on('fmc', async (client) => {
      const session = await client.login()
      await client.together(...Array.from({ length: 11 }, () => client.readRequest(session)))
    }),
    keeps: on('fmc', async (client) => {
      const session = await client.login()
      await client.together(...Array.from({ length: 10 }, () => client.readRequest(session)))
    }),
    idle: on('fmc', async (client) => {
      const session = await client.login()
      await client.wait(MINUTE)
      await client.read(session)
    }),
  },
  'fmc.single-writer': {
    breaks: on('fmc', async (client) => {
      const session = await client.login()
      await client.together(client.writeRequest(session), client.writeRequest(session))
    }),
    keeps: on('fmc', async (client) => {
      const session = await client.login()
      await client.send(client.writeRequest(session))
      await client.send(client.writeRequest(session))
    }),
    idle: oneRead('fmc'),
  },
  'fmc.browser-session': {
    breaks: on('fmc', async (client) => {
      const session = await client.login()
      await client.wait(HOUR)
      await client.read(session)
    }),
    keeps: on('fmc', async (client) => {
      await client.login()
      await client.wait(HOUR)
      await client.read(await client.login())
    }),
    idle: oneRead('fmc'),
  },
}
