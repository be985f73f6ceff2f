import { z } from 'zod'
import { DEFAULT_GENERATION, GENERATIONS, PRESETS, type Preset, presetValues } from './generations.js'
import { ROLE_NAMES } from './roles.js'

/** GET paths that may be served without a token. */
export const OPENABLE_PATHS = [
  '/api/version',
  '/api/versions/api',
  '/api/versions/server',
  '/api/versions/build',
  '/api/versions/aosdi',
  '/api/versions/controller-id',
  '/api/features',
  '/api/aaa/motd',
  '/api/aaa/saml-settings',
] as const

/** What a request may be told in the `errors` member. */
const messagesSchema = z.strictObject({
  missingToken: z
    .string()
    .default('Missing AuthToken')
    .describe('401 when no AuthToken header is sent. [no capture known: guess]'),
  expiredToken: z
    .string()
    .default('Token has expired')
    .describe('401 once the `exp` of the token has passed. [no capture known: guess]'),
  invalidToken: z
    .string()
    .default('Invalid token')
    .describe(
      '401 for a token that is unknown, or whose session was logged out or ended. [no capture known: guess]',
    ),
  badCredentials: z
    .string()
    .default('Invalid credentials')
    .describe('401 at login, and at PUT or PATCH of another user without permission. [L: APY, CK, SPEC6]'),
  expiredPassword: z
    .string()
    .default('Password has expired')
    .describe('Login with a password that is too old. [guess]'),
  forbidden: z
    .string()
    .default('Must have right permissions')
    .describe('403, and the 401 of favorites and preferences. [status C, text guess after SPEC6]'),
  tooManyRequests: z
    .string()
    .default('Too many requests')
    .describe('429 of the login limits. [status L: TF; text guess]'),
  accessList: z
    .string()
    .default('Access denied')
    .describe('Refusal of an address by the access list. [guess]'),
  tooManyTasks: z
    .string()
    .default('Too many tasks in queue')
    .describe('429 of a blueprint whose task queue is full. [status C, text guess after SPEC6]'),
  beingDeleted: z
    .string()
    .default('Blueprint {id} is being deleted')
    .describe(
      '409 of a blueprint on its way out; {id} stands for its id. [status C, text guess after SPEC6]',
    ),
  locked: z
    .string()
    .default(
      'Blueprint {id} already locked by user: user_id: {user_id}, username: {username}, first_name: {first_name}, last_name: {last_name}',
    )
    .describe(
      '409 of a blueprint that somebody else holds; braces stand for values. [status C: SPEC6; text L for lock-blueprint: GOSDK, for other writes guess]',
    ),
  notFound: z.string().default('Not found').describe('404. [status C: SPEC6; text guess]'),
  methodNotAllowed: z.string().default('Method not allowed').describe('405. [status C: SPEC6; text guess]'),
})

const userSchema = z.strictObject({
  username: z.string().min(1).describe('Name at login and in the token.'),
  password: z.string().describe('Password at login.'),
  roles: z.array(z.enum(ROLE_NAMES)).default(['user']).describe('Names of predefined roles.'),
})

/** An option that each generation has a default of its own for. */
function byGeneration<T extends z.ZodType>(name: keyof Preset, schema: T, meaning: string) {
  return schema.optional().meta({
    description: `${meaning} ${presetValues(name)}.`,
    default: PRESETS[DEFAULT_GENERATION][name],
  })
}

/** Options as they are given. */
const givenSchema = z.strictObject({
  generation: z
    .enum(GENERATIONS)
    .default(DEFAULT_GENERATION)
    .describe(
      'Product generation, which sets the defaults of other options: AOS 1.x is G1, 2.x and 3.x G2, Apstra 4.x G4, 5.x G5, 6.x G6.',
    ),
  authenticationEnabled: z
    .boolean()
    .default(true)
    .describe(
      'Whether calls need a token: `enable` in the section `[authentication]` of aos.conf. Without one they are taken as those of the first administrator. [L: NCH; the user: guess]',
    ),
  tokenTtlSeconds: z
    .number()
    .int()
    .positive()
    .default(86_400)
    .describe('Lifetime of a token from its login, in seconds; use does not extend it. [C: 12 tokens, LAB]'),
  loginPaths: byGeneration(
    'loginPaths',
    z.array(z.enum(['user', 'aaa'])).min(1),
    'Which of /api/user and /api/aaa serve login and logout. [C: PYEZ, AOSANS, APY, SPEC6]',
  ),
  userManagement: byGeneration(
    'userManagement',
    z.boolean(),
    'Whether /api/aaa serves more than login and logout: users, roles, limits and the access list. [L: PYEZ, SPEC6]',
  ),
  loginStatus: z
    .literal([201, 200])
    .default(201)
    .describe('Status of a good login. [201 C: AOSANS, NCH, SPEC6; 200 only in mocks of PYEZ and APY]'),
  malformedLoginStatus: z
    .literal([422, 400])
    .default(422)
    .describe('Status of a login without a readable user name and password. [guess]'),
  loginRejectsDeadToken: z
    .boolean()
    .default(false)
    .describe(
      'Whether a login that carries a dead AuthToken is refused with 401. [guess: the header is ignored]',
    ),
  whoAmI: byGeneration(
    'whoAmI',
    z.boolean(),
    'Whether GET /api/user tells the caller who it is. [AOS 1.x: C, PYEZ; later: gone, SPEC6]',
  ),
  tokenAlgorithm: byGeneration(
    'tokenAlgorithm',
    z.enum(['HS512', 'HS256']),
    'Signature of the token. [C: 12 tokens, HS256 in 3.3, HS512 from 4.0; 1.x and 6.x guess]',
  ),
  tokenHeaderOrder: byGeneration(
    'tokenHeaderOrder',
    z.enum(['typ-first', 'alg-first']),
    'Order of the members of the token header. [C: alg-first to 4.1, typ-first later]',
  ),
  tokenClaimOrder: byGeneration(
    'tokenClaimOrder',
    z.enum(['session-first', 'created-first']),
    'Whether user_session or created_at follows username in the token. [C: created-first to 4.1, session-first later]',
  ),
  logoutScope: z
    .enum(['user', 'token'])
    .default('user')
    .describe(
      'What a logout ends: every token of the user, since all name one user_session, or only the token that was sent. [L, never observed]',
    ),
  sessionChangeOnUserUpdate: z
    .boolean()
    .default(true)
    .describe('Whether a new password ends all tokens of its user, as its removal does. [guess]'),
  sessionsEndOnDeactivation: z
    .boolean()
    .default(true)
    .describe('Whether all tokens of a user end when it is made inactive. [guess]'),
  expiredPasswordStatus: z
    .literal([401, 403])
    .default(401)
    .describe(
      'Status of a login with a password older than days_until_password_expires of /api/aaa/password_complexity. [guess]',
    ),
  restart: z
    .enum(['keep', 'forget'])
    .default('keep')
    .describe('Whether tokens survive a restart of the services. [guess]'),
  passwordLimiter: z
    .strictObject({
      enabled: byGeneration(
        'passwordLimiterEnabled',
        z.boolean(),
        'Whether wrong passwords are counted. [C from 4.1: UG]',
      ),
      attempts: z
        .number()
        .int()
        .min(1)
        .max(1000)
        .default(5)
        .describe('Wrong passwords after which an address is banned. [C: UG, SPEC6]'),
      windowSeconds: z
        .number()
        .int()
        .min(1)
        .max(3600)
        .default(60)
        .describe('For how long a wrong password counts, in seconds. [C: UG, SPEC6]'),
      lockoutSeconds: z
        .number()
        .int()
        .min(1)
        .max(86_400)
        .default(180)
        .describe('How long a ban lasts, in seconds. [C: UG, SPEC6]'),
      refusesRightPassword: z
        .boolean()
        .default(true)
        .describe('Whether a right password is refused, too, while its address is banned. [guess]'),
    })
    .prefault({})
    .describe('Ban of source addresses that send wrong passwords.'),
  loginRate: z
    .strictObject({
      enabled: z.boolean().default(false).describe('Whether logins are limited at all. [guess after TF]'),
      logins: z
        .number()
        .int()
        .positive()
        .default(10)
        .describe('Logins, good or bad, that one address may send in a window. [guess]'),
      windowSeconds: z
        .number()
        .int()
        .positive()
        .default(60)
        .describe('Length of the window, in seconds. [guess]'),
    })
    .prefault({})
    .describe('Limit on logins of any kind from one source address.'),
  tooManyRequestsStatus: z
    .literal([429, 401, 403])
    .default(429)
    .describe('Status of a login that one of the limits refuses. [L: TF]'),
  retryAfter: z
    .boolean()
    .default(false)
    .describe(
      'Whether a login that is refused by a limit is told when to come back, in Retry-After. [guess: not]',
    ),
  accessListStatus: z
    .literal([403, 401])
    .default(403)
    .describe('Status for addresses that the access list /api/aaa/acl denies. [guess]'),
  publicPaths: z
    .array(z.enum(OPENABLE_PATHS))
    .default(OPENABLE_PATHS.filter((path) => path !== '/api/features'))
    .describe(
      'Paths served without a token, even with a dead one: all but /api/features. [versions/server L: CK; others guess]',
    ),
  messages: messagesSchema.prefault({}).describe('Texts of the `errors` member.'),
  processingMs: z
    .number()
    .nonnegative()
    .default(0)
    .describe('How long the controller works on each request, in ms.'),
  version: byGeneration(
    'version',
    z.string().regex(/^\d+(\.\d+){1,3}$/),
    'Product version. [C: PYEZ, GOSDK, SPEC6]',
  ),
  versionForm: byGeneration(
    'versionForm',
    z.enum(['short', 'full', 'hotfix']),
    'Members of /api/version and /api/versions/api: major, version and minor; build too; hotfix too. [short L: PYEZ; full and hotfix C: GOSDK, SPEC6]',
  ),
  build: byGeneration(
    'build',
    z.string(),
    'Build number, printed after the version by /api/versions/server and build. [1.1 C: PYEZ; 3.3 L: APY; others guess]',
  ),
  buildDatetime: byGeneration(
    'buildDatetime',
    z.string(),
    'When it was built, as the controller prints it. [1.1 C: PYEZ; 3.3 L: APY; others guess]',
  ),
  controllerId: byGeneration(
    'controllerId',
    z.boolean(),
    'Whether there is /api/versions/controller-id. [6.0 L: SPEC6; before guess]',
  ),
  motd: z.string().default('').describe('Message of the day, at /api/aaa/motd. [L: SPEC6]'),
  saml: byGeneration(
    'saml',
    z.boolean(),
    'Whether the paths of a login by SAML are there; no identity provider is configured. [from 5.1 L: SPEC6]',
  ),
  features: z
    .record(z.string(), z.enum(['enabled', 'disabled']))
    .default({
      ai_fabric: 'disabled',
      central: 'disabled',
      enterprise: 'enabled',
      freeform: 'enabled',
      full_access: 'enabled',
      task_api: 'enabled',
    })
    .describe('What /api/features reports. [names and states C: GOSDK; which are on: guess]'),
  poolCreateStatus: byGeneration(
    'poolCreateStatus',
    z.literal([201, 202]),
    'Status of a pool that was created. [202 captured on 4.0, NCH; 201 C: SPEC6; others guess]',
  ),
  poolUsage: byGeneration(
    'poolUsage',
    z.boolean(),
    'Whether pools and their subnets have total, used and used_percentage. [C from 4.0: NCH, GOSDK]',
  ),
  uniqueDesignNames: z
    .boolean()
    .default(true)
    .describe(
      'Whether a second object of the design library with the same name is refused with 409. [409 C: SPEC6; that it means the name: guess]',
    ),
  blueprintLabelKey: byGeneration(
    'blueprintLabelKey',
    z.enum(['label', 'display_name']),
    'Member that holds the name of a blueprint. [display_name C: PYEZ; label C: NCH, SPEC6; on 2.x L]',
  ),
  lockStatus: byGeneration(
    'lockStatus',
    z.enum(['none', 'without-type', 'full']),
    'Whether a blueprint has lock-status, and lock_type in it. [C from 4.2, lock_type from 5.1: SPEC6, GOSDK; before guess]',
  ),
  duplicateLabelStatus: z
    .literal([422, 409])
    .default(422)
    .describe('Status for a second blueprint with the same label. [text C: TF; status guess]'),
  lockOverride: z
    .enum(['revert', 'write'])
    .default('revert')
    .describe(
      'What an administrator may do with a blueprint that somebody else has locked: revert and unlock it, or also change and commit it, which takes the lock over. [that there is an override C: UG, SPEC6; what it allows: guess]',
    ),
  lockHolderHidden: z
    .boolean()
    .default(true)
    .describe(
      'Whether lock-status hides from those who may not override who holds the lock. [C from 4.2: UG]',
    ),
  taskDurationsMs: z
    .strictObject({
      create: z.number().nonnegative().default(2000).describe('Creation of a blueprint, in ms. [guess]'),
      change: z
        .number()
        .nonnegative()
        .default(100)
        .describe('Staged change, revert or removal of a blueprint, in ms. [guess]'),
      deploy: z.number().nonnegative().default(3000).describe('Commit of a blueprint, in ms. [guess]'),
    })
    .prefault({})
    .describe(
      'How long tasks take once they have begun, in ms; calls wait for it unless they say async=full.',
    ),
  taskTimeoutMs: z
    .number()
    .positive()
    .default(600_000)
    .describe('Longest time that a task may run, in ms; then it ends as timeout, without effect. [guess]'),
  taskQueueLength: z
    .number()
    .int()
    .positive()
    .default(10)
    .describe(
      'Tasks of one blueprint that may wait or run; a further one is refused with 429. [429 C: SPEC6, CK; number guess]',
    ),
  users: z
    .array(userSchema)
    .default([
      { username: 'admin', password: 'admin', roles: ['administrator'] },
      { username: 'operator', password: 'midrun', roles: ['user'] },
      { username: 'reader', password: 'midrun', roles: ['viewer'] },
    ])
    .refine((users) => new Set(users.map(({ username }) => username)).size === users.length, {
      message: 'expected each user name once',
    })
    .describe('Local users at the start. [admin/admin C: PYEZ, LAB; the others are ours]'),
})

/** Gives the options that were left out the defaults of their generation. */
function withPreset(given: z.output<typeof givenSchema>) {
  const { passwordLimiterEnabled, ...preset } = PRESETS[given.generation]
  const chosen = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as typeof given
  const { enabled = passwordLimiterEnabled, ...limits } = given.passwordLimiter
  return { ...preset, ...chosen, passwordLimiter: { enabled, ...limits } }
}

/** Options of the Apstra controller. */
export const apstraOptionsSchema = givenSchema.transform(withPreset)

/** Options with defaults filled in. */
export type ApstraOptions = z.output<typeof apstraOptionsSchema>
