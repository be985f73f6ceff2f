import { z } from 'zod'
import { errorTextsSchema } from './error-texts.js'
import { objectOptionsSchema } from './objects/object-options.js'
import { OVERLOAD_FORMS } from './overload.js'
import { byRelease, DEFAULT_RELEASE, PRESETS, RELEASES } from './releases.js'
import { ROLES } from './roles.js'
import { taskOptionsSchema } from './tasks/task-options.js'

const seconds = () => z.number().positive().max(31_536_000)
const milliseconds = () => z.number().int().nonnegative().max(3_600_000)

const userSchema = z.strictObject({
  name: z
    .string()
    .min(1)
    .regex(/^[^:]+$/)
    .describe('Login name; HTTP Basic forbids a colon in it.'),
  password: z.string().min(1).describe('Password for HTTP Basic.'),
  role: z.enum(ROLES).default('admin').describe('What the account may do in its domains.'),
  domains: z
    .array(z.string())
    .min(1)
    .default(['Global'])
    .describe('Domains that the account may enter; the first one is where it logs in.'),
  maxFailedAttempts: z
    .number()
    .int()
    .nonnegative()
    .optional()
    .describe('Wrong passwords in a row that lock this account, instead of lockout.maxFailedAttempts. [G]'),
  apiToken: z
    .string()
    .regex(/^[\w.~+/-]+=*$/)
    .optional()
    .describe('What the account sends as `Authorization: Bearer` where authentication is bearer.'),
})

type User = z.output<typeof userSchema>

/** The accounts that there are where none are given; `admin` may enter each domain. */
function defaultUsers(childDomains: readonly string[], authentication: 'tokens' | 'bearer'): User[] {
  const users: User[] = [
    { name: 'admin', password: 'midrun', role: 'admin', domains: ['Global', ...childDomains] },
    { name: 'operator', password: 'midrun', role: 'network-admin', domains: ['Global'] },
    { name: 'reader', password: 'midrun', role: 'security-analyst-ro', domains: ['Global'] },
  ]
  if (authentication === 'tokens') return users
  return users.map((user) => ({ ...user, apiToken: `midrun-${user.name}-token` }))
}

/** Options as they are given. */
const givenSchema = z.strictObject({
  release: z
    .enum(RELEASES)
    .default(DEFAULT_RELEASE)
    .describe('Release of the FMC, which sets the defaults of other options; cdfmc is the one in the cloud.'),
  version: byRelease(
    'version',
    z.string().regex(/^\d+\.\d+\.\d+(?:\.\d+)? \(build \d+\)$/),
    'Text of info/serverversion, in the form X.Y.Z (build N). [form C: fmcapi, go-fmc; builds G]',
  ),
  authentication: byRelease(
    'authentication',
    z.enum(['tokens', 'bearer']),
    'Tokens from a login that are refreshed, or API tokens that never expire, and no login. [C: go-fmc, fireREST, TF2]',
  ),
  bearerRefusal: z
    .enum(['wrapped', 'gateway'])
    .default('wrapped')
    .describe(
      'Body of the 401 for an API token that is not good: that of an FMC, or that of the gateway before it. [C: fireREST 1.2.4, SCC]',
    ),
  restApiEnabled: z
    .boolean()
    .default(true)
    .describe(
      'Whether the REST API is switched on; if not, each request gets a 403. [switch C: LAB-101; reply G]',
    ),
  accessTtlSec: seconds()
    .default(1800)
    .describe(
      'How long an access token is accepted from its issue, in s; use does not prolong it. [C: QSG, LAB-102]',
    ),
  maxRefreshes: z
    .number()
    .int()
    .nonnegative()
    .default(3)
    .describe('Refreshes that one login allows. [C: QSG, LAB-102, CODELAB]'),
  refreshAfterExpiry: z
    .boolean()
    .default(true)
    .describe(
      'Whether an expired access token can still be refreshed. [likely: fireREST, FMCAnsible; partly contradicted]',
    ),
  browserTimeoutSec: seconds()
    .default(3600)
    .describe(
      'Browser session time-out, in s: ends access and refresh token alike. [C that it does: fireREST; default likely]',
    ),
  browserTimeoutKind: z
    .enum(['idle', 'since-refresh', 'absolute'])
    .default('idle')
    .describe(
      'Whether the browser time-out runs from the last accepted call, from the last login or refresh, or from the login. [G]',
    ),
  refreshCapsTotalSec: seconds()
    .nullable()
    .default(null)
    .describe(
      'Hard limit on the life of a session from its login, in s; null for none. [sources disagree: 5400, 7200 or none]',
    ),
  oldTokenAfterRefresh: z
    .enum(['invalid', 'valid-until-expiry'])
    .default('invalid')
    .describe('What becomes of the access token that a refresh replaces. [guess]'),
  oldRefreshToken: z
    .enum(['dead', 'reusable'])
    .default('dead')
    .describe(
      'What becomes of the refresh token that a refresh replaces; reusable: a lost reply can be asked for again. [guess]',
    ),
  refusedRefresh: z
    .enum(['harmless', 'ends-session'])
    .default('harmless')
    .describe(
      'What a refresh does to its session that is refused because none is left, or its tokens were replaced. [G]',
    ),
  onSecondLogin: z
    .enum(['invalidate-previous', 'reject', 'allow'])
    .default('invalidate-previous')
    .describe(
      'What a login does when the account has sessionsPerUser live sessions: ends its oldest, is refused, or neither. [C: QSG, fmcapi; the alternatives G]',
    ),
  sessionsPerUser: z
    .number()
    .int()
    .min(1)
    .default(1)
    .describe('Live sessions that an account may have. [C: QSG, fmcapi #94]'),
  maxSessions: z
    .number()
    .int()
    .nonnegative()
    .default(0)
    .describe('Live sessions of all accounts together, beyond which logins are refused; 0 for no limit. [G]'),
  unknownTokenText: z
    .string()
    .min(1)
    .default('Access token invalid.')
    .describe(
      'Text of each refusal of an access token; "Invalid access token" is seen, too. [C: FMCAnsible, fireREST]',
    ),
  unknownDomainStatus: z
    .union([z.literal(400), z.literal(403), z.literal(404)])
    .default(404)
    .describe('Status for a domain UUID that does not exist. [guess]'),
  rate: z
    .strictObject({
      enabled: z.boolean().default(true).describe('Whether requests are counted at all.'),
      perMinute: byRelease(
        'rate.perMinute',
        z.number().int().min(1).max(1_000_000),
        'Requests in 60 s. [C: LAB-104, go-fmc, TF2; 300 only from 7.6 on: wingpy]',
      ),
      key: byRelease(
        'rate.key',
        z.enum(['ip', 'user', 'token']),
        'Whose requests are counted together. [ip L: LAB-104; others G]',
      ),
      window: byRelease(
        'rate.window',
        z.enum(['sliding', 'fixed']),
        'Whether any 60 s are looked at, or each minute anew. [G]',
      ),
      countRefused: z
        .boolean()
        .default(false)
        .describe('Whether refused requests use up the limit as well. [guess]'),
    })
    .prefault({})
    .describe('Limit on requests per minute.'),
  maxParallel: z
    .number()
    .int()
    .min(1)
    .default(10)
    .describe('Requests in flight for each source address. [C: LAB-104, TF2; counted by connection there]'),
  maxParallelWrites: z
    .number()
    .int()
    .min(1)
    .default(1)
    .describe('Creates, updates and deletes in flight on the whole box. [C: TF2, go-fmc]'),
  writeCollision: z
    .union([z.literal(429), z.literal(400)])
    .default(429)
    .describe('Status for one write too many. [likely: 429; some boxes 400]'),
  retryAfterSeconds: z
    .number()
    .int()
    .nonnegative()
    .nullable()
    .default(null)
    .describe('Value of Retry-After on each 429, in s; null sends none. [guess: none]'),
  maxPayloadBytes: byRelease(
    'maxPayloadBytes',
    z.number().int().positive(),
    'Largest body of a write, in bytes; more is answered with 422. [C: fmcapi, fireREST, TF2; 6.2.3 L: QSG]',
  ),
  domainPaging: byRelease(
    'domainPaging',
    z.enum(['capped', 'offset-ignored', 'works']),
    'How info/domain is paged: at most 40 in a reply, though its paging goes by the limit asked for; the same with the first ones on each page; or as other lists. [L: TF2; how it fails G]',
  ),
  varyOnAccept: byRelease(
    'varyOnAccept',
    z.boolean(),
    'Whether Vary ends with Accept. [C: CAP-2020, CAP-2024; release of the change G]',
  ),
  domainsKeyOrder: z
    .enum(['uuid-first', 'name-first'])
    .default('uuid-first')
    .describe('Order of the members in the DOMAINS header. [C for both: CAP-2024, fireREST]'),
  overload: z
    .strictObject({
      share: z
        .number()
        .min(0)
        .max(1)
        .default(0)
        .describe('Share of the calls with a good token that get such a reply, from 0 to 1. [G]'),
      forms: z
        .array(z.enum(OVERLOAD_FORMS))
        .min(1)
        .default(['empty-object', 'no-description', 'action-type-null', 'timed-out'])
        .describe(
          'Replies to choose from; those with status 200 are given to GET only. [L: wingpy; search-service C: go-fmc]',
        ),
    })
    .prefault({})
    .describe(
      'Replies of an FMC that has too much to do; a closed connection is the fault reset. [L: wingpy]',
    ),
  keepAlive: z
    .strictObject({
      enabled: z.boolean().default(true).describe('Whether a connection serves more than one request.'),
      idleSec: seconds().default(5).describe('Idle time after which it is closed, in real s. [C: CAP-2024]'),
      maxRequests: z
        .number()
        .int()
        .positive()
        .default(100)
        .describe('Requests after which it is closed. [C: CAP-2024]'),
    })
    .prefault({})
    .describe('How long a connection is kept, over HTTP only: in process there are no connections.'),
  processing: z
    .strictObject({
      readMs: milliseconds().default(10).describe('Time that a read, login or refresh takes, in ms. [guess]'),
      writeMs: milliseconds()
        .default(50)
        .describe('Time that a create, update or delete takes, in ms. [guess]'),
    })
    .prefault({})
    .describe('How long the controller works on a request, in ms. [guess]'),
  restart: z
    .enum(['keep', 'forget'])
    .default('forget')
    .describe('Whether sessions survive a restart of the controller. [guess]'),
  lockout: z
    .strictObject({
      maxFailedAttempts: z
        .number()
        .int()
        .nonnegative()
        .default(5)
        .describe('Wrong passwords in a row that lock an account; 0 never locks. [guess]'),
      durationSec: seconds()
        .nullable()
        .default(null)
        .describe('How long the lock lasts, in s; null until the controller is reset. [guess]'),
    })
    .prefault({})
    .describe('Locking of accounts; a locked one gets the same reply as a wrong password. [guess]'),
  objects: objectOptionsSchema,
  tasks: taskOptionsSchema,
  childDomains: byRelease(
    'childDomains',
    z
      .array(z.string().regex(/^Global(\/[^/]+)+$/))
      .refine((names) => new Set(names).size === names.length, 'domain names must differ'),
    'Full names of the domains below Global. [form C: fireREST; none in the cloud C: go-fmc, fmcapi; names G]',
  ),
  users: z
    .array(userSchema)
    .min(1)
    .refine((users) => new Set(users.map(({ name }) => name)).size === users.length, 'user names must differ')
    .optional()
    .meta({
      description:
        'Accounts that can log in; where authentication is bearer, the default ones have API tokens such as midrun-admin-token.',
      default: defaultUsers(PRESETS[DEFAULT_RELEASE].childDomains, 'tokens'),
    }),
  messages: errorTextsSchema.prefault({}).describe('Texts of errors; {name} stands for a value of the case.'),
})

/** Fills in what the release decides; an option that is given beats it. */
function withRelease(given: z.output<typeof givenSchema>) {
  const preset = PRESETS[given.release]
  const { rate } = given
  const authentication = given.authentication ?? preset.authentication
  const childDomains = given.childDomains ?? preset.childDomains
  return {
    ...given,
    authentication,
    version: given.version ?? preset.version,
    rate: {
      ...rate,
      perMinute: rate.perMinute ?? preset['rate.perMinute'],
      key: rate.key ?? preset['rate.key'],
      window: rate.window ?? preset['rate.window'],
    },
    objects: {
      ...given.objects,
      nameTakenText: given.objects.nameTakenText ?? preset['objects.nameTakenText'],
    },
    maxPayloadBytes: given.maxPayloadBytes ?? preset.maxPayloadBytes,
    domainPaging: given.domainPaging ?? preset.domainPaging,
    varyOnAccept: given.varyOnAccept ?? preset.varyOnAccept,
    childDomains,
    users: given.users ?? defaultUsers(childDomains, authentication),
  }
}

/** Checks that the accounts live in domains that there are. */
function withKnownDomains(
  { users, childDomains }: ReturnType<typeof withRelease>,
  context: z.core.$RefinementCtx,
) {
  const known = ['Global', ...childDomains]
  for (const [index, { domains }] of users.entries()) {
    const unknown = domains.find((domain) => !known.includes(domain))
    if (unknown === undefined) continue
    context.addIssue({
      code: 'custom',
      path: ['users', index, 'domains'],
      input: users,
      message: `expected ${known.join(', ')}, as options childDomains and release say, found ${JSON.stringify(unknown)}`,
    })
  }
}

/** Options of the simulated FMC, each with its default. Where a fact is not confirmed, the description says so. */
export const fmcOptionsSchema = givenSchema.transform(withRelease).superRefine(withKnownDomains)

/** Options with defaults filled in. */
export type FmcOptions = z.output<typeof fmcOptionsSchema>
