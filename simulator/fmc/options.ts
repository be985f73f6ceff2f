import { z } from 'zod'
import { DOMAIN_NAMES } from './domains.js'
import { objectOptionsSchema } from './objects/object-options.js'
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
    .array(z.enum(DOMAIN_NAMES))
    .min(1)
    .default(['Global'])
    .describe('Domains that the account may enter; the first one is where it logs in.'),
})

/** Options of the simulated FMC, each with its default. Where a fact is not confirmed, the description says so. */
export const fmcOptionsSchema = z.strictObject({
  version: z
    .string()
    .regex(/^\d+\.\d+\.\d+(?:\.\d+)? \(build \d+\)$/)
    .default('7.2.4 (build 169)')
    .describe('Text of info/serverversion, in the form X.Y.Z (build N).'),
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
    .enum(['idle', 'absolute'])
    .default('idle')
    .describe('Whether the browser time-out runs from the last accepted call or from the login. [guess]'),
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
  onSecondLogin: z
    .enum(['invalidate-previous', 'reject', 'allow'])
    .default('invalidate-previous')
    .describe(
      'What a login does when the account has a live session. [C: QSG, fmcapi; the alternatives are guesses]',
    ),
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
      perMinute: z
        .number()
        .int()
        .min(1)
        .max(1_000_000)
        .default(120)
        .describe('Requests in any 60 s. [C: LAB-104, go-fmc; 300 from 7.4.1 on]'),
      key: z
        .enum(['ip', 'user', 'token'])
        .default('ip')
        .describe('Whose requests are counted together. [likely: ip]'),
      countRefused: z
        .boolean()
        .default(false)
        .describe('Whether refused requests use up the limit as well. [guess]'),
    })
    .prefault({})
    .describe('Limit on requests per minute; the window slides. [guess: sliding]'),
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
  maxPayloadBytes: z
    .number()
    .int()
    .positive()
    .default(2_048_000)
    .describe('Largest request body, in bytes; more is answered with 422. [C: fmcapi, fireREST, TF2]'),
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
  users: z
    .array(userSchema)
    .min(1)
    .refine((users) => new Set(users.map(({ name }) => name)).size === users.length, 'user names must differ')
    .default([
      { name: 'admin', password: 'midrun', role: 'admin', domains: ['Global', 'Global/Devel'] },
      { name: 'operator', password: 'midrun', role: 'network-admin', domains: ['Global'] },
      { name: 'reader', password: 'midrun', role: 'security-analyst-ro', domains: ['Global'] },
    ])
    .describe('Accounts that can log in.'),
})

/** Options with defaults filled in. */
export type FmcOptions = z.output<typeof fmcOptionsSchema>
