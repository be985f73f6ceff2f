import { z } from 'zod'
import { readVerificationKey } from './certificates.js'
import { errorAnswersSchema } from './error-options.js'
import { transportOptions } from './transport-manners/options.js'

const seconds = z.number().int().positive()

const roleSchema = z.strictObject({
  name: z.string().min(1).describe('predefined role such as admin, tenant-admin, read-all'),
  privilege: z.enum(['read', 'write']).describe('read (readPriv) or write (writePriv)'),
})

const userSchema = z.strictObject({
  name: z.string().min(1),
  password: z.string(),
  firstName: z.string().default(''),
  lastName: z.string().default(''),
  loginDomain: z
    .string()
    .optional()
    .describe('login domain whose realm knows the user; left out for a local user'),
  domains: z
    .array(z.strictObject({ name: z.string().min(1), roles: z.array(roleSchema).default([]) }))
    .default([])
    .describe('security domains and the roles held in each; a user without any has no access'),
  certificates: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        pem: z
          .string()
          .refine(
            (pem) => readVerificationKey(pem) !== undefined,
            'expected a PEM certificate or public key (RSA)',
          ),
      }),
    )
    .default([])
    .describe('certificates whose key signs requests of this user'),
  locked: z.boolean().default(false).describe('refuse each login of this user'),
})

/** A user as the options describe it, defaults filled in. */
export type ApicUser = z.output<typeof userSchema>

const everywhere = (name: string, privilege: 'read' | 'write') => [
  { name: 'all', roles: [{ name, privilege }] },
]

/** Users of a controller that is given none: `admin`, `operator` (tenants only) and `reader`, password `midrun`. */
export const DEFAULT_APIC_USERS: z.input<typeof userSchema>[] = [
  { name: 'admin', password: 'midrun', domains: everywhere('admin', 'write') },
  { name: 'operator', password: 'midrun', domains: everywhere('tenant-admin', 'write') },
  { name: 'reader', password: 'midrun', domains: everywhere('read-all', 'read') },
]

/** Options of the APIC controller. Tags in the descriptions: [C] confirmed, [L] likely, [G] guess. */
export const apicOptionsSchema = z.strictObject({
  tokenFormat: z
    .enum(['jwt', 'legacy'])
    .default('jwt')
    .describe('jwt: RS256 web token as from 5.x on; legacy: opaque base64 as up to 4.x [C]'),
  refreshTimeoutSeconds: seconds
    .default(600)
    .describe('lifetime of a token in s (webtokenTimeoutSeconds; the product allows 300 to 9600) [C]'),
  expiry: z
    .enum(['fixed', 'sliding'])
    .default('fixed')
    .describe(
      'fixed: the end stands in the token and traffic does not move it [C]; sliding: each accepted request restarts refreshTimeoutSeconds, an idle time-out, whatever the token says [contrary wording of IBM, BLOG]',
    ),
  maximumLifetimeSeconds: seconds
    .default(86_400)
    .describe('how long after the first login a session can be refreshed, in s [C]'),
  lastTokenClipped: z
    .boolean()
    .default(true)
    .describe(
      'whether no token outlives maximumLifetimeSeconds; if false only refreshes are refused from then on (a sliding session ends there in any case) [G]',
    ),
  guiIdleTimeoutSeconds: seconds
    .default(1200)
    .describe('reported to clients in s; without effect on REST [C]'),
  restTimeoutSeconds: seconds.default(90).describe('budget of one REST call in s, reported to clients [C]'),
  version: z.string().default('6.0(9c)').describe('release that the controller reports'),
  oldTokenAfterRefresh: z
    .union([
      z.enum(['valid-until-exp', 'invalid']),
      z.strictObject({ graceSeconds: z.number().nonnegative().describe('in s') }),
    ])
    .default('valid-until-exp')
    .describe('what becomes of the previous token at a refresh [G]'),
  refreshWrapper: z
    .enum(['aaaLogin', 'aaaRefresh'])
    .default('aaaLogin')
    .describe('class that wraps a refresh reply [C: aaaLogin]'),
  logoutInvalidates: z
    .boolean()
    .default(true)
    .describe(
      'whether aaaLogout ends the session of its token [C for 5.x/6.x]; false: answers only, as 2.x did',
    ),
  logoutEnds: z
    .enum(['session', 'user'])
    .default('session')
    .describe('which sessions aaaLogout ends, if it ends any: that of its token, or all of its user [G]'),
  loginAliases: z
    .array(z.string().regex(/^\/api\/[\w/]+$/, 'expected a path below /api/ without .json or .xml'))
    .default([])
    .describe(
      'further paths that log in, such as /api/mo/aaaLogin or /api/class/aaaLogin, which old samples use [G]',
    ),
  refreshMethods: z
    .array(z.enum(['GET', 'POST']))
    .min(1)
    .default(['GET', 'POST'])
    .describe('methods that aaaRefresh takes [C: all clients, RG]'),
  sessionsPerUser: z
    .number()
    .int()
    .nonnegative()
    .default(0)
    .describe(
      'how many sessions a user can have; a login beyond it ends the oldest one. 0: any number [G; that logins do not disturb each other C by use: AN]',
    ),
  duplicateCookie: z
    .enum(['any', 'first', 'last'])
    .default('any')
    .describe('which of several APIC-cookie values counts; any: one that is valid is enough [G]'),
  passwordHistory: z
    .number()
    .int()
    .min(0)
    .max(15)
    .default(5)
    .describe(
      'how many passwords of a user, the present one included, cannot be set again [C: AN-IT]; 0: none',
    ),
  lockedUserResponse: z
    .string()
    .default('Username or password is incorrect - FAILED local authentication')
    .describe('text of the refusal of a locked user [G]'),
  lockout: z
    .strictObject({
      enabled: z.boolean().default(false),
      maxFailedAttempts: z.number().int().positive().default(5),
      windowMinutes: z.number().positive().default(5).describe('in minutes'),
      blockMinutes: z.number().positive().default(60).describe('in minutes'),
    })
    .prefault({})
    .describe('blocks a user after failed logins, as aaaBlockLoginProfile does [C: defaults]'),
  loginErrorStatus: z
    .union([z.literal(401), z.literal(200)])
    .default(401)
    .describe('HTTP status of a refused login: 401 [C]; 200 with an error body as very old releases did [L]'),
  rbacDenyStyle: z
    .enum(['403', '400-170'])
    .default('403')
    .describe(
      'refusal of a write without privilege: 403 with a permission text [BLOG], which a client must tell from expiry; 400-170 as CO and AIM report it [L]',
    ),
  rbacReadDeny: z
    .enum(['empty', '403'])
    .default('empty')
    .describe('answer to a read of which nothing is visible to the user [G]'),
  expiredCert: z
    .enum(['accept', '403-empty'])
    .default('accept')
    .describe('signatures of a certificate outside its validity; 403-empty: refused with an empty text [G]'),
  restart: z
    .enum(['keep', 'forget'])
    .default('forget')
    .describe(
      'whether sessions survive a restart [G]; a self-contained token might, forget is the harder case for clients',
    ),
  subscriptionLifetimeSeconds: seconds
    .default(60)
    .describe(
      'how long a subscription lives without a refresh, in s, unless it asks for another time with refresh-timeout [C]',
    ),
  socketRefusalStatus: z
    .number()
    .int()
    .min(400)
    .max(599)
    .default(403)
    .describe('HTTP status that refuses a websocket whose token is not good [G]'),
  sessionRecords: z
    .number()
    .int()
    .nonnegative()
    .default(1000)
    .describe(
      'how many aaaSessionLR records of logins, logouts and refreshes are kept, the newest ones; sessionRecordFlags of pkiWebTokenData says what is recorded [C: AN-IT]; the number: G',
    ),
  numbersAssigned: z
    .union([
      z.literal('at-creation'),
      z.strictObject({
        afterMs: z.number().nonnegative().describe('in ms; 0: right after the created event'),
      }),
    ])
    .default({ afterMs: 0 })
    .describe(
      'when new VRFs, bridge domains and EPGs get the numbers that the fabric assigns (pcTag, scope, seg): some time after their creation, with a modified event of its own [L: NI; how long: G], or at-creation, without one',
    ),
  ...transportOptions,
  errors: errorAnswersSchema
    .prefault({})
    .describe('how errors are answered: a text, or an object with status, code and text'),
  processingMs: z.number().nonnegative().default(0).describe('time that each answer takes, in ms'),
  users: z
    .array(userSchema)
    .prefault(DEFAULT_APIC_USERS)
    .refine((users) => new Set(users.map(({ name }) => name)).size === users.length, 'user names must differ')
    .describe('accounts that can log in; those of the default are ours'),
  loginDomains: z
    .array(z.strictObject({ name: z.string().min(1), realm: z.enum(['local', 'ldap', 'radius', 'tacacs']) }))
    .default([
      { name: 'fallback', realm: 'local' },
      { name: 'DefaultAuth', realm: 'local' },
      { name: 'lab', realm: 'ldap' },
    ])
    .describe(
      'login domains that `apic:<domain>\\<user>` can name; local users are reached through those of realm local',
    ),
})

/** Options with defaults filled in. */
export type ApicOptions = z.output<typeof apicOptionsSchema>
