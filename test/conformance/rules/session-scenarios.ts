import { HOUR, loginOnly, MINUTE, nothing, on, oneRead, type ScenarioTable } from './scenario.js'

/** For the rules about sessions and their renewal. */
export const SESSION_SCENARIOS: ScenarioTable = {
  'session.no-expired-token': {
    breaks: on('apic', async (client) => {
      const session = await client.login()
      await client.wait(10 * MINUTE)
      await client.read(session)
    }),
    keeps: on('apic', async (client) => {
      const session = await client.login()
      await client.wait(9 * MINUTE)
      const refreshed = await client.refresh(session)
      await client.wait(2 * MINUTE)
      await client.read(refreshed)
    }),
    idle: oneRead('apic'),
  },
  'session.newest-token': {
    breaks: on('apic', async (client) => {
      const session = await client.login()
      await client.refresh(session)
      await client.wait(MINUTE)
      await client.read(session)
    }),
    keeps: on('apic', async (client) => {
      const refreshed = await client.refresh(await client.login())
      await client.wait(MINUTE)
      await client.read(refreshed)
    }),
    idle: oneRead('apic'),
  },
  'session.no-use-after-logout': {
    breaks: on('apstra', async (client) => {
      const session = await client.login()
      await client.logout(session)
      await client.read(session)
    }),
    keeps: on('apstra', async (client) => {
      await client.logout(await client.login())
      await client.read(await client.login())
    }),
    idle: oneRead('apstra'),
  },
  'session.closed-at-end': {
    breaks: oneRead('fmc', { exitCode: 0 }),
    keeps: on(
      'fmc',
      async (client) => {
        const session = await client.login()
        await client.read(session)
        await client.logout(session)
      },
      { exitCode: 0 },
    ),
    idle: oneRead('fmc', { stopped: true }),
  },
  'session.one-per-account': {
    breaks: on('fmc', async (client) => {
      const first = await client.login()
      await client.login()
      await client.read(first)
    }),
    keeps: on('fmc', async (client) => {
      await client.login()
      await client.read(await client.login())
    }),
    idle: oneRead('fmc'),
  },
  'session.token-carried': {
    breaks: on('apic', async (client) => {
      await client.login()
      await client.read()
    }),
    keeps: oneRead('apic'),
    idle: loginOnly('apic'),
  },
  'renewal.before-expiry': {
    breaks: on('fmc', async (client) => {
      const session = await client.login()
      await client.wait(30 * MINUTE)
      await client.read(session)
      await client.refresh(session)
    }),
    keeps: on('fmc', async (client) => {
      const session = await client.login()
      await client.wait(29 * MINUTE)
      await client.read(await client.refresh(session))
    }),
    idle: oneRead('fmc'),
  },
  'renewal.single-flight': {
    breaks: on('apic', async (client) => {
      const session = await client.login()
      await client.together(client.refreshRequest(session), client.refreshRequest(session))
    }),
    keeps: on('apic', async (client) => client.refresh(await client.login())),
    idle: oneRead('apic'),
  },
  'renewal.spares-requests': {
    breaks: on('fmc', async (client) => {
      const session = await client.login()
      await client.together(client.refreshRequest(session), client.readRequest(session))
    }),
    keeps: on('fmc', async (client) => {
      const session = await client.login()
      await client.together(client.readRequest(session), client.refreshRequest(session))
    }),
    idle: oneRead('fmc'),
  },
  'renewal.refused-refresh': {
    breaks: on('fmc', async (client) => {
      const session = await client.login()
      await client.logout(session)
      for (let tries = 0; tries < 3; tries++) await client.send(client.refreshRequest(session))
    }),
    keeps: on('fmc', async (client) => {
      const session = await client.login()
      await client.logout(session)
      await client.send(client.refreshRequest(session))
      await client.login()
    }),
    idle: on('fmc', async (client) => client.refresh(await client.login())),
  },
  'login.no-storm': {
    breaks: on('apic', async (client) => {
      for (let logins = 0; logins < 21; logins++) await client.login()
    }),
    keeps: on('apic', async (client) => {
      for (let logins = 0; logins < 20; logins++) await client.login()
    }),
    idle: loginOnly('apic'),
  },
  'login.bad-credentials': {
    breaks: on('apstra', async (client) => {
      for (let tries = 0; tries < 4; tries++) await client.send(client.loginRequest('wrong'))
    }),
    keeps: on('apstra', async (client) => {
      for (let tries = 0; tries < 3; tries++) await client.send(client.loginRequest('wrong'))
      await client.wait(HOUR)
      await client.send(client.loginRequest('wrong'))
    }),
    idle: loginOnly('apstra'),
  },
  'login.credentials-at-login-only': {
    breaks: on('fmc', async (client) => {
      const { fields } = await client.login()
      const { headers, ...request } = client.readRequest({ fields, refreshFields: {} })
      await client.send({ ...request, headers: { ...headers, authorization: 'Basic b3BlcmF0b3I6bWlkcnVu' } })
    }),
    keeps: oneRead('fmc'),
    idle: loginOnly('fmc'),
  },
  'login.session-reused': {
    breaks: on('apstra', async (client) => {
      for (let requests = 0; requests < 6; requests++) await client.read(await client.login())
    }),
    keeps: on('apstra', async (client) => {
      await client.read(await client.login())
      await client.wait(23 * HOUR)
      await client.read(await client.login())
    }),
    idle: oneRead('apstra'),
  },
  'recovery.lost-reply': {
    breaks: on('fmc', async (client) => {
      const session = await client.login()
      client.loseReply('refresh')
      await client.send(client.refreshRequest(session))
      await client.read(session)
    }),
    keeps: on('fmc', async (client) => {
      const session = await client.login()
      client.loseReply('refresh')
      await client.send(client.refreshRequest(session))
      await client.read(await client.login())
    }),
    idle: oneRead('fmc'),
  },
  'recovery.restart': {
    breaks: on('apic', async (client) => {
      const session = await client.login()
      await client.read(session)
      client.simulator.controller.restart()
      await client.read(session)
    }),
    keeps: on('apic', async (client) => {
      const session = await client.login()
      client.simulator.controller.restart()
      await client.read(session)
      await client.read(await client.login())
    }),
    idle: oneRead('apic'),
  },
  'clock.offset': {
    breaks: on(
      'apstra',
      async (client) => {
        for (let requests = 0; requests < 6; requests++) await client.read(await client.login())
      },
      { clockOffsetMs: 2 * 24 * HOUR },
    ),
    keeps: on(
      'apstra',
      async (client) => {
        await client.login()
        await client.wait(23 * HOUR)
        await client.read(await client.login())
      },
      { clockOffsetMs: -HOUR },
    ),
    idle: on('apstra', async (client) => {
      await client.login()
      await client.wait(23 * HOUR)
      await client.read(await client.login())
    }),
  },
  ...Object.fromEntries(
    [
      ['clock.drift', { clockDriftPpm: 500 }],
      ['clock.suspend', { suspendedMs: HOUR }],
      ['clock.wall-step', { clockStepMs: -HOUR }],
    ].map(([id, circumstances]) => [
      id,
      {
        breaks: on(
          'apic',
          async (client) => {
            const session = await client.login()
            await client.wait(10 * MINUTE)
            await client.read(session)
          },
          circumstances as object,
        ),
        keeps: on(
          'apic',
          async (client) => {
            const session = await client.login()
            await client.wait(9 * MINUTE)
            await client.read(await client.refresh(session))
          },
          circumstances as object,
        ),
        idle: nothing('apic', circumstances as object),
      },
    ]),
  ),
}
