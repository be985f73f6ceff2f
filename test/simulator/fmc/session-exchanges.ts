import type { WireResponse } from '../../../simulator/controller.js'
import { RELEASES } from '../../../simulator/fmc/releases.js'
import {
  accessToken,
  basic,
  bothTokens,
  DOMAINS,
  HOSTS,
  LOGIN,
  NETWORKS,
  REFRESH,
  REVOKE,
  type startFmc,
  VERSION,
} from './fmc-bench.js'

type Fmc = ReturnType<typeof startFmc>

/** An exchange whose reply is kept as `fixtures/fmc/replies/sessions/<name>.txt`. */
export interface Exchange {
  name: string
  options?: Record<string, unknown>
  reply(fmc: Fmc): WireResponse | Promise<WireResponse>
}

const DEVEL = '61e913a3-4bd6-7bde-54b6-000000000000'
const HOST = '{"name":"web","type":"Host","value":"198.51.100.7"}'

const BEARER = { authorization: 'Bearer midrun-admin-token' }

const login =
  (user: string, password = 'midrun'): Exchange['reply'] =>
  ({ send }) =>
    send('POST', LOGIN, basic(user, password))

const call =
  (method: string, target: string, body = '', user = 'admin'): Exchange['reply'] =>
  ({ send, login: open }) =>
    send(method, target, accessToken(open(user)), body)

/** The second of two writes at once. */
const secondWrite: Exchange['reply'] = ({ begin, send, login: open }) => {
  const headers = accessToken(open())
  begin('POST', HOSTS, headers, HOST)
  return send('POST', HOSTS, headers, HOST.replace('web', 'mail'))
}

const LOGINS: Exchange[] = [
  { name: 'login-6.2.3', options: { release: '6.2.3' }, reply: login('admin') },
  { name: 'login-name-first', options: { domainsKeyOrder: 'name-first' }, reply: login('admin') },
  {
    name: 'login-child-domain',
    options: { users: [{ name: 'dev', password: 'x', domains: ['Global/Devel'] }] },
    reply: login('dev', 'x'),
  },
  { name: 'login-no-credentials', reply: ({ send }) => send('POST', LOGIN) },
  {
    name: 'login-locked',
    options: { lockout: { maxFailedAttempts: 1 } },
    reply: (fmc) => {
      fmc.send('POST', LOGIN, basic('admin', 'wrong'))
      return fmc.send('POST', LOGIN, basic('admin', 'midrun'))
    },
  },
  {
    name: 'login-no-rights',
    options: { users: [{ name: 'guest', password: 'x', role: 'no-access' }] },
    reply: login('guest', 'x'),
  },
  {
    name: 'login-second-rejected',
    options: { onSecondLogin: 'reject' },
    reply: (fmc) => {
      fmc.login()
      return fmc.send('POST', LOGIN, basic('admin', 'midrun'))
    },
  },
  {
    name: 'login-too-many-sessions',
    options: { maxSessions: 1 },
    reply: (fmc) => {
      fmc.login('operator')
      return fmc.send('POST', LOGIN, basic('admin', 'midrun'))
    },
  },
  { name: 'login-wrong-method', reply: ({ send }) => send('GET', LOGIN, basic('admin', 'midrun')) },
  { name: 'login-api-disabled', options: { restApiEnabled: false }, reply: login('admin') },
]

const TOKENS: Exchange[] = [
  {
    name: 'refresh-after-expiry',
    reply: async ({ clock, login: open, refresh }) => {
      const tokens = open()
      await clock.advance(1_800_000)
      return refresh(tokens)
    },
  },
  {
    name: 'refresh-after-expiry-refused',
    options: { refreshAfterExpiry: false },
    reply: async ({ clock, login: open, refresh }) => {
      const tokens = open()
      await clock.advance(1_800_000)
      return refresh(tokens)
    },
  },
  {
    name: 'refresh-without-access-token',
    reply: ({ send, login: open }) =>
      send('POST', REFRESH, { 'x-auth-refresh-token': bothTokens(open())['x-auth-refresh-token'] }),
  },
  {
    name: 'revoke-twice',
    reply: ({ send, login: open }) => {
      const headers = accessToken(open())
      send('POST', REVOKE, headers)
      return send('POST', REVOKE, headers)
    },
  },
  { name: 'call-no-token', reply: ({ send }) => send('GET', VERSION) },
  { name: 'call-basic-only', reply: ({ send }) => send('GET', HOSTS, basic('admin', 'midrun')) },
  {
    name: 'call-superseded',
    reply: ({ login: open, get }) => {
      const first = open()
      open()
      return get(first)
    },
  },
  {
    name: 'call-other-text',
    options: { unknownTokenText: 'Invalid access token' },
    reply: ({ send }) => send('GET', '/api/no/such', { 'x-auth-access-token': 'stale' }),
  },
]

const CALLS: Exchange[] = [
  { name: 'call-forbidden', reply: call('POST', HOSTS, HOST, 'reader') },
  {
    name: 'call-wrong-domain',
    reply: call('GET', HOSTS.replace('default', DEVEL), '', 'operator'),
  },
  { name: 'call-unknown-domain', reply: call('GET', HOSTS.replace('default', DEVEL.replace('6', '7'))) },
  {
    name: 'call-unknown-domain-403',
    options: { unknownDomainStatus: 403 },
    reply: call('GET', HOSTS.replace('default', DEVEL.replace('6', '7'))),
  },
  { name: 'call-unknown-url', reply: call('GET', '/api/fmc_platform/v1/info/nothing') },
  { name: 'call-patch', reply: call('PATCH', HOSTS, HOST) },
  { name: 'call-malformed', reply: call('POST', HOSTS, '{"name":') },
  {
    name: 'call-too-large-6.2.3',
    options: { release: '6.2.3' },
    reply: call('POST', HOSTS, HOST.padEnd(20_481)),
  },
  { name: 'call-too-large', reply: call('POST', HOSTS, HOST.padEnd(2_048_001)) },
  {
    name: 'domains',
    reply: call('GET', DOMAINS),
  },
]

const LIMITS: Exchange[] = [
  { name: 'parallel-write', reply: secondWrite },
  { name: 'parallel-write-400', options: { writeCollision: 400 }, reply: secondWrite },
  {
    name: 'too-many-connections',
    options: { maxParallel: 1 },
    reply: ({ begin, send, login: open }) => {
      const headers = accessToken(open())
      begin('GET', VERSION, headers)
      return send('GET', VERSION, headers)
    },
  },
  ...(
    [
      'empty-object',
      'empty-body',
      'no-description',
      'action-type-null',
      'timed-out',
      'search-service',
    ] as const
  ).map((form) => ({
    name: `overload-${form}`,
    options: { overload: { share: 1, forms: [form] } },
    reply: call('GET', NETWORKS),
  })),
]

const CLOUD: Exchange[] = [
  { name: 'cdfmc-no-token', reply: ({ send }: Fmc) => send('GET', VERSION) },
  {
    name: 'cdfmc-older-text',
    options: { messages: { bearerTokenInvalid: 'CDO token is invalid' } },
    reply: ({ send }: Fmc) => send('GET', VERSION, { authorization: 'Bearer stale' }),
  },
  {
    name: 'cdfmc-refused-by-gateway',
    options: { bearerRefusal: 'gateway' },
    reply: ({ send }: Fmc) => send('GET', VERSION, { authorization: 'Bearer stale' }),
  },
  { name: 'cdfmc-no-login', reply: ({ send }: Fmc) => send('POST', LOGIN, BEARER) },
  { name: 'cdfmc-domains', reply: ({ send }: Fmc) => send('GET', DOMAINS, BEARER) },
  {
    name: 'cdfmc-behind-gateway',
    reply: ({ send }: Fmc) => send('GET', `/firewall/v1/cdfmc${VERSION}`, BEARER),
  },
].map((exchange) => ({ ...exchange, options: { release: 'cdfmc', ...exchange.options } }))

const VERSIONS: Exchange[] = RELEASES.map((release) => ({
  name: `serverversion-${release}`,
  options: { release },
  reply: release === 'cdfmc' ? ({ send }: Fmc) => send('GET', VERSION, BEARER) : call('GET', VERSION),
}))

/** What the session endpoints, the limits and the addressing answer. */
export const EXCHANGES: readonly Exchange[] = [
  ...LOGINS,
  ...TOKENS,
  ...CALLS,
  ...LIMITS,
  ...CLOUD,
  ...VERSIONS,
]
