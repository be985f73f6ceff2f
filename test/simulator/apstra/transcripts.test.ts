import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { GENERATIONS, type Generation } from '../../../simulator/apstra/generations.js'
import type { WireResponse } from '../../../simulator/controller.js'
import { fixturePath, readFixture } from '../../../simulator/fixtures.js'
import { ApstraBench, type OptionsInput, transcript } from './apstra-bench.js'

/** An exchange whose reply is kept as `fixtures/apstra/replies/<name>.txt`. */
interface Transcript {
  name: string
  options?: OptionsInput
  reply(bench: ApstraBench): WireResponse | Promise<WireResponse>
}

const LOGIN = '/api/user/login'
const USERS = '/api/aaa/users'
const LIMITS = '/api/aaa/ratelimit'

const login = (body: unknown): Transcript['reply'] => anonymous('POST', LOGIN, body)

/** The reply to a request without a token. */
function anonymous(method: string, path: string, body?: unknown): Transcript['reply'] {
  return (bench) => bench.send(method, path, { body })
}

/** The reply to a request with a good token; `{id}` in the path is the caller's own. */
function as(username: string, method: string, path: string, body?: unknown): Transcript['reply'] {
  return (bench) => {
    const { token, id } = bench.login(username)
    return bench.send(method, path.replace('{id}', id), { token, body })
  }
}

function asAdmin(method: string, path: string, body?: unknown): Transcript['reply'] {
  return as('admin', method, path, body)
}

/** The reply to a request of the operator about the user `admin`. */
function aboutAdmin(method: string, below: string, body: unknown = {}): Transcript['reply'] {
  return (bench) => {
    const { id } = bench.login()
    return bench.send(method, `${USERS}/${id}${below}`, { token: bench.login('operator').token, body })
  }
}

/** A bench on which the address 192.0.2.1 is banned for wrong passwords. */
function banned(bench: ApstraBench): string {
  const { token } = bench.login()
  for (let i = 0; i < 5; i++) login({ username: 'admin', password: 'wrong' })(bench)
  return token
}

/** What differs between generations, for all of them or for those on either side of the difference. */
const OF_GENERATIONS: (Transcript & { generations?: Generation[] })[] = [
  { name: 'login', reply: login({ username: 'admin', password: 'admin' }) },
  { name: 'versions-api', reply: anonymous('GET', '/api/versions/api') },
  { name: 'versions-build', reply: anonymous('GET', '/api/versions/build') },
  { name: 'who-am-i', generations: ['G1', 'G2'], reply: asAdmin('GET', '/api/user') },
  { name: 'users', generations: ['G1', 'G2'], reply: asAdmin('GET', USERS) },
  {
    name: 'controller-id',
    generations: ['G5', 'G6'],
    reply: asAdmin('GET', '/api/versions/controller-id'),
  },
  {
    name: 'saml-settings',
    generations: ['G4', 'G5'],
    reply: asAdmin('GET', '/api/aaa/saml-settings'),
  },
  {
    name: 'pool-created',
    reply: asAdmin('POST', '/api/resources/ip-pools', { id: 'DC1', display_name: 'DC1', subnets: [] }),
  },
]

const TRANSCRIPTS: Transcript[] = [
  // Logins and what refuses them.
  {
    name: 'login-200',
    options: { loginStatus: 200 },
    reply: login({ username: 'admin', password: 'admin' }),
  },
  { name: 'login-wrong-password', reply: login({ username: 'admin', password: 'wrong' }) },
  { name: 'login-without-fields', reply: login({}) },
  { name: 'login-malformed', reply: login('{"username') },
  {
    name: 'login-banned',
    reply: (bench) => {
      banned(bench)
      return login({ username: 'admin', password: 'admin' })(bench)
    },
  },
  {
    name: 'login-banned-retry-after',
    options: { retryAfter: true },
    reply: (bench) => {
      banned(bench)
      return login({ username: 'admin', password: 'admin' })(bench)
    },
  },
  { name: 'login-saml', reply: anonymous('POST', '/api/aaa/login-saml') },
  // Tokens.
  { name: 'token-missing', reply: anonymous('GET', '/api/features') },
  { name: 'token-unknown', reply: (bench) => bench.send('GET', '/api/features', { token: 'stale' }) },
  {
    name: 'token-expired',
    reply: async (bench) => {
      const { token } = bench.login()
      await bench.clock.advance(86_400_000)
      return bench.send('GET', '/api/features', { token })
    },
  },
  { name: 'logout', reply: asAdmin('POST', '/api/aaa/logout') },
  {
    name: 'logged-out',
    reply: (bench) => {
      const { token } = bench.login()
      bench.send('POST', '/api/aaa/logout', { token })
      return bench.send('GET', '/api/features', { token })
    },
  },
  {
    name: 'session-terminated',
    reply: (bench) => {
      const { id } = bench.login('operator')
      return bench.send('DELETE', `${USERS}/${id}/session`, { token: bench.login().token })
    },
  },
  { name: 'session-own', reply: asAdmin('DELETE', `${USERS}/{id}/session`) },
  { name: 'currently-logged-in-users', reply: asAdmin('GET', '/api/aaa/currently-logged-in-users') },
  // Permissions, with a token that is good.
  { name: 'forbidden', reply: as('operator', 'GET', USERS) },
  { name: 'forbidden-401-favorites', reply: aboutAdmin('POST', '/favorites') },
  { name: 'forbidden-401-user', reply: aboutAdmin('PATCH', '') },
  {
    name: 'access-list-denied',
    reply: (bench) => {
      const { token } = bench.login()
      const items = [{ subnet: '192.0.2.0/24', action: 'deny' }]
      bench.send('PUT', '/api/aaa/acl', { token, body: { items, enabled: true } })
      return bench.send('GET', '/api/version')
    },
  },
  // Users.
  { name: 'user', reply: asAdmin('GET', `${USERS}/{id}`) },
  { name: 'user-created', reply: asAdmin('POST', USERS, { username: 'guest', password: 'guest' }) },
  { name: 'user-exists', reply: asAdmin('POST', USERS, { username: 'reader', password: 'x' }) },
  { name: 'user-reserved', reply: asAdmin('POST', USERS, { username: 'root', password: 'x' }) },
  { name: 'user-changed', reply: asAdmin('PATCH', `${USERS}/{id}`, { email: 'a@example.net' }) },
  { name: 'user-admin-keeps-role', reply: asAdmin('PATCH', `${USERS}/{id}`, { roles: ['viewer'] }) },
  {
    name: 'password-changed',
    reply: asAdmin('PUT', `${USERS}/{id}/change-password`, { current_password: 'admin', new_password: 'x' }),
  },
  {
    name: 'password-wrong',
    reply: asAdmin('PUT', `${USERS}/{id}/change-password`, { current_password: 'x', new_password: 'x' }),
  },
  {
    name: 'password-too-weak',
    reply: (bench) => {
      const { token, id } = bench.login()
      const rules = JSON.parse(bench.send('GET', '/api/aaa/password_complexity', { token }).body)
      rules.validators.regex_list[0].enabled = true
      rules.validators.no_username.enabled = true
      bench.send('PUT', '/api/aaa/password_complexity', { token, body: rules })
      const body = { current_password: 'admin', new_password: 'admin' }
      return bench.send('PUT', `${USERS}/${id}/change-password`, { token, body })
    },
  },
  { name: 'password-complexity', reply: asAdmin('GET', '/api/aaa/password_complexity') },
  { name: 'permissions', reply: asAdmin('GET', '/api/aaa/permissions') },
  { name: 'roles', reply: asAdmin('GET', '/api/aaa/roles') },
  { name: 'role-created', reply: asAdmin('POST', '/api/aaa/roles', { label: 'guests', type: 'global' }) },
  { name: 'role-exists', reply: asAdmin('POST', '/api/aaa/roles', { label: 'viewer', type: 'global' }) },
  { name: 'user-roles', reply: as('reader', 'GET', `${USERS}/{id}/roles`) },
  // Limits.
  { name: 'ratelimit', reply: asAdmin('GET', LIMITS) },
  {
    name: 'denylist',
    reply: (bench) => bench.send('GET', `${LIMITS}/denylist`, { token: banned(bench) }),
  },
  {
    name: 'denylist-batch-delete',
    reply: (bench) =>
      bench.send('POST', `${LIMITS}/denylist-batch-delete`, {
        token: banned(bench),
        body: { items: ['192.0.2.1/32'] },
      }),
  },
  {
    name: 'denylist-batch-delete-partly',
    reply: (bench) =>
      bench.send('POST', `${LIMITS}/denylist-batch-delete`, {
        token: banned(bench),
        body: { items: ['192.0.2.1/32', '198.51.100.0/24'] },
      }),
  },
  {
    name: 'denylist-batch-delete-none',
    reply: asAdmin('POST', `${LIMITS}/denylist-batch-delete`, { items: ['198.51.100.0/24'] }),
  },
  { name: 'allowlist', reply: asAdmin('GET', `${LIMITS}/allowlist`) },
  {
    name: 'allowlist-created',
    reply: asAdmin('POST', `${LIMITS}/allowlist`, { subnet: '10.1.2.3/8', comment: 'lab' }),
  },
  { name: 'access-list', reply: asAdmin('GET', '/api/aaa/acl') },
  // The rest.
  { name: 'features', reply: asAdmin('GET', '/api/features') },
  { name: 'motd', options: { motd: 'Lab: do not touch' }, reply: anonymous('GET', '/api/aaa/motd') },
  { name: 'not-found', reply: asAdmin('GET', '/api/none') },
  { name: 'method-not-allowed', reply: asAdmin('DELETE', USERS) },
  {
    name: 'streaming-config-created',
    reply: asAdmin('POST', '/api/streaming-config', {
      hostname: '192.0.2.9',
      port: 4444,
      protocol: 'protoBufOverTcp',
      streaming_type: 'alerts',
      sequencing_mode: 'unsequenced',
    }),
  },
]

const BY_GENERATION = OF_GENERATIONS.flatMap(({ name, generations = GENERATIONS, reply }) =>
  generations.map((generation) => ({ name: `${name}.${generation}`, options: { generation }, reply })),
)
const ALL: Transcript[] = [...BY_GENERATION, ...TRANSCRIPTS]

describe('replies on the wire', () => {
  it.each(ALL)('$name', async ({ name, options, reply }) => {
    const response = await reply(new ApstraBench(options))
    expect(transcript(response)).toBe(readFixture(`apstra/replies/${name}.txt`))
  })

  it('are all compared', () => {
    const kept = readdirSync(fixturePath('apstra/replies'))
    expect(kept.toSorted()).toEqual(ALL.map(({ name }) => `${name}.txt`).toSorted())
  })
})
