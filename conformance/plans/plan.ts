import { z } from 'zod'
import { faultSpecSchema } from '../../simulator/index.js'

/** Longest stretch of time in one step, in ms: four days. */
const LONGEST_MS = 4 * 86_400_000
const duration = z.number().int().min(0).max(LONGEST_MS)

/**
 * What a call of the plan does: `read` and `write` what the user may, `list` reads whatever there is of a kind and gets
 * the part that the user may see, `denied` is something that the user may not do.
 */
const operation = z.enum(['read', 'list', 'write', 'denied'])

/** One step of a plan. Times in ms. */
export const stepSchema = z.discriminatedUnion('do', [
  z
    .strictObject({
      do: z.literal('request'),
      operation,
      parallel: z.number().int().min(1).max(16).default(1).describe('so many calls at once'),
      detached: z.boolean().default(false).describe('go on with the plan while the calls are under way'),
      staggerMs: duration.default(0).describe('each further parallel request is that much slower on its way'),
    })
    .describe('the program calls the client'),
  z.strictObject({ do: z.literal('wait'), ms: duration }).describe('time passes'),
  z
    .strictObject({
      do: z.literal('wait-until'),
      deadline: z.enum(['token', 'idle', 'absolute', 'refresh']),
      offsetMs: z.number().int().min(-LONGEST_MS).max(LONGEST_MS),
    })
    .describe('time passes until a limit of the live session strikes, plus or minus'),
  z
    .strictObject({ do: z.literal('align'), toMs: duration.min(1) })
    .describe('time passes until a whole multiple on the clock of the controller'),
  z
    .strictObject({ do: z.literal('clock-step'), ms: z.number().int().min(-LONGEST_MS).max(LONGEST_MS) })
    .describe('the wall clock of the client machine is set'),
  z.strictObject({ do: z.literal('suspend'), ms: duration }).describe('the client machine sleeps'),
  z
    .strictObject({ do: z.literal('latency'), outMs: duration, backMs: duration })
    .describe('how long requests and replies take from here on'),
  z
    .strictObject({ do: z.literal('fault'), fault: faultSpecSchema })
    .describe('a fault waits for its request'),
  z.strictObject({ do: z.literal('terminate') }).describe('an administrator ends the session'),
  z
    .strictObject({
      do: z.literal('configure'),
      webtokenTimeoutSeconds: z
        .number()
        .int()
        .min(300)
        .max(9600)
        .optional()
        .describe('lifetime of tokens that are issued from here on, in s'),
      maximumValidityPeriod: z
        .number()
        .int()
        .min(4)
        .max(24)
        .optional()
        .describe('maximum lifetime of sessions that begin from here on, in h'),
    })
    .refine(
      (step) => step.webtokenTimeoutSeconds !== undefined || step.maximumValidityPeriod !== undefined,
      'expected a setting to change',
    )
    .describe('an administrator changes the settings of web tokens; APIC only'),
  z
    .strictObject({
      do: z.literal('subscribe'),
      forMs: duration.min(1).optional().describe('how long it does so; to the end of the run unless given'),
    })
    .describe('the program follows all tenants, where the client can; APIC only'),
  z
    .strictObject({ do: z.literal('change') })
    .describe('an administrator makes a tenant, which no call of the program does; APIC only'),
  z
    .strictObject({ do: z.literal('lose-sockets'), silently: z.boolean().default(false) })
    .describe('the network loses each websocket, and tells both sides unless silently; APIC only'),
  z
    .strictObject({
      do: z.literal('read-all'),
      limit: z.number().int().min(1).max(1000).default(25).describe('objects on a page'),
      pauseMs: duration.default(0).describe('how long the program works on each page'),
      detached: z.boolean().default(false).describe('go on with the plan while the list is read'),
    })
    .describe(
      'the program reads a list of some hundreds of objects to its end, where the client can; FMC only',
    ),
  z
    .strictObject({
      do: z.literal('await-task'),
      detached: z.boolean().default(false).describe('go on with the plan while the task is waited for'),
    })
    .describe(
      'the program starts a task and waits for it, where the client can and no other one is waited for; Apstra only',
    ),
  z
    .strictObject({
      do: z.literal('hand-over'),
      password: z
        .boolean()
        .default(true)
        .describe('whether the successor has the password from its first call on'),
    })
    .describe(
      'the program saves its session and ends; its successor restores it when there is something to do; Apstra only',
    ),
  z
    .strictObject({ do: z.literal('ban') })
    .describe('a neighbour behind the same address tries wrong passwords until it is banned; Apstra only'),
  z.strictObject({ do: z.literal('restart') }).describe('the controller restarts'),
  z.strictObject({ do: z.literal('login-elsewhere') }).describe('somebody logs in with the same account'),
  z.strictObject({ do: z.literal('logout-elsewhere') }).describe('somebody of the same account logs out'),
  z.strictObject({ do: z.literal('pause') }).describe('nothing; what a step shrinks to'),
])

/** Steps that make sense on one controller only. */
const OWN_STEPS = {
  apic: ['configure', 'subscribe', 'change', 'lose-sockets'],
  fmc: ['read-all'],
  apstra: ['await-task', 'hand-over', 'ban'],
} as const
const OWNERS = new Map<string, string>(
  Object.entries(OWN_STEPS).flatMap(([owner, steps]) => steps.map((step) => [step, owner])),
)

/**
 * Everything that decides a run. Two classes: in a `benign` plan the session keeper's assumptions hold and no request
 * may be refused for a session reason; in a `hostile` one they do not, and the client must recover within bounds.
 */
export const planSchema = z
  .strictObject({
    version: z.literal(1).default(1),
    controller: z.enum(['apic', 'fmc', 'apstra']),
    class: z.enum(['benign', 'hostile']),
    seed: z.number().int().default(1),
    /** Options of the controller. */
    options: z.record(z.string(), z.unknown()).default({}),
    client: z
      .strictObject({
        requestTimeoutMs: z.number().int().min(100).max(600_000).default(30_000),
        keepAlive: z.boolean().default(false),
        authentication: z.enum(['password', 'certificate']).default('password'),
        toldLimits: z.boolean().default(true).describe('whether it is told what the wire does not say'),
      })
      .default({ requestTimeoutMs: 30_000, keepAlive: false, authentication: 'password', toldLimits: true }),
    /** How the clock of the client machine differs from the controller's. */
    clientClock: z
      .strictObject({
        offsetMs: z.number().int().default(0),
        driftPpm: z.number().min(-100_000).max(100_000).default(0),
      })
      .default({ offsetMs: 0, driftPpm: 0 }),
    steps: z.array(stepSchema).max(1000),
  })
  .superRefine(({ controller, steps }, context) => {
    const foreign = steps.find((step) => (OWNERS.get(step.do) ?? controller) !== controller)
    if (foreign === undefined) return
    const message = `expected steps that the controller ${controller} has; found ${foreign.do}, which only ${OWNERS.get(foreign.do)} has`
    context.addIssue({ code: 'custom', path: ['steps'], message })
  })

/** One step of a plan. */
export type Step = z.output<typeof stepSchema>
/** A whole plan. */
export type Plan = z.output<typeof planSchema>

/** A plan without the steps that do nothing. */
export function withoutPauses(plan: Plan): Plan {
  return { ...plan, steps: plan.steps.filter((step) => step.do !== 'pause') }
}
