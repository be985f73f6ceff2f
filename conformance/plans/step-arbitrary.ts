import fc from 'fast-check'
import type { ControllerKind, FaultSpec } from '../../simulator/index.js'
import { DEADLINES } from './controller-options.js'
import type { Step } from './plan.js'

const SECOND = 1000
const MINUTE = 60_000
const HOUR = 3_600_000

/** Stretches of time from nothing to days, with the lifetimes of tokens and their neighbours among them. */
const stretch = fc.oneof(
  fc.integer({ min: 0, max: 5 * SECOND }),
  fc.integer({ min: 0, max: 20 * MINUTE }),
  fc.constantFrom(
    ...[300, 600, 1800, 3600, 86_400].flatMap((s) => [s * SECOND - 1, s * SECOND, s * SECOND + 1]),
  ),
  fc.integer({ min: 0, max: 26 * HOUR }),
)

/** Distances from a deadline: the instants around it, and around where a careful client renews or gives up. */
const offset = fc.oneof(
  fc.constantFrom(0, -1, 1),
  fc.constantFrom(-5000, -10_000, -11_000, -12_000, -30_000, -60_000, -61_000, -62_000, -63_000, 1000),
  fc.integer({ min: -90 * SECOND, max: 5 * SECOND }),
)

const request: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('request' as const),
  operation: fc.constantFrom('read' as const, 'read' as const, 'write' as const, 'denied' as const),
  parallel: fc.oneof(
    { arbitrary: fc.constant(1), weight: 3 },
    { arbitrary: fc.integer({ min: 2, max: 6 }), weight: 1 },
  ),
  detached: fc.boolean(),
  // The long ones let a request still be on its way when a later call has the token renewed.
  staggerMs: fc.oneof(
    fc.constant(0),
    fc.integer({ min: 0, max: 2 * SECOND }),
    fc.integer({ min: 0, max: 20 * SECOND }),
  ),
})

const wait: fc.Arbitrary<Step> = fc.record({ do: fc.constant('wait' as const), ms: stretch })

const waitUntil = (controller: ControllerKind): fc.Arbitrary<Step> =>
  fc.record({
    do: fc.constant('wait-until' as const),
    deadline: fc.constantFrom(...DEADLINES[controller]),
    offsetMs: offset,
  })

const clockStep: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('clock-step' as const),
  ms: fc.oneof(
    fc.integer({ min: -10 * SECOND, max: 10 * SECOND }),
    fc.integer({ min: -2 * HOUR, max: 2 * HOUR }),
    fc.integer({ min: -24 * HOUR, max: 24 * HOUR }),
  ),
})

const suspend: fc.Arbitrary<Step> = fc.record({ do: fc.constant('suspend' as const), ms: stretch })

const latency: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('latency' as const),
  outMs: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 35 * SECOND })),
  backMs: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 35 * SECOND })),
})

/** An administrator changes the token settings; new lifetimes hold for later tokens and sessions. */
const configure: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('configure' as const),
  webtokenTimeoutSeconds: fc.constantFrom(600, 300, 1200, 9600),
  maximumValidityPeriod: fc.constantFrom(24, 4, 12),
})

/** Following costs a refresh and some pings each minute, so it does not go on for the days that a plan may take. */
const subscribe: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('subscribe' as const),
  forMs: fc.oneof(
    fc.integer({ min: MINUTE, max: 5 * MINUTE }),
    fc.integer({ min: 5 * MINUTE, max: 20 * MINUTE }),
  ),
})

const change: fc.Arbitrary<Step> = fc.constant({ do: 'change' })

const loseSockets: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('lose-sockets' as const),
  silently: fc.boolean(),
})

/** A list of ten pages or fewer, read at once or through the life of a token and beyond. */
const readAll: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('read-all' as const),
  limit: fc.constantFrom(25, 50, 100),
  pauseMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5 * MINUTE })),
  detached: fc.boolean(),
})

/** A task, which takes as long as the controller's options say. */
const awaitTask: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('await-task' as const),
  detached: fc.boolean(),
})

const handOver: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('hand-over' as const),
  password: fc.boolean(),
})

const faultKind: fc.Arbitrary<Pick<FaultSpec, 'type' | 'options'>> = fc.oneof(
  fc.record({ type: fc.constant('drop-reply') }),
  fc.record({ type: fc.constant('drop-request') }),
  fc.record({
    type: fc.constant('reset'),
    options: fc.record({ after: fc.constantFrom('request', 'reply') }),
  }),
  fc.record({ type: fc.constant('truncate') }),
  fc.record({ type: fc.constant('restart') }),
  fc.record({
    type: fc.constant('latency'),
    options: fc.record({ delayMs: fc.integer({ min: 1, max: 60 * SECOND }) }),
  }),
  fc.record({
    type: fc.constant('status'),
    options: fc.record({ status: fc.constantFrom(503, 429, 500, 502) }),
  }),
)

const fault: fc.Arbitrary<Step> = fc
  .record({
    kind: faultKind,
    purpose: fc.constantFrom('call' as const, 'login' as const, 'refresh' as const),
    skip: fc.nat(2),
    times: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ kind, ...rest }) => ({ do: 'fault', fault: { options: {}, ...kind, ...rest } }))

/** What never happens in a plan but what its steps shrink to. */
const pause: fc.Arbitrary<Step> = fc.constant({ do: 'pause' })

type Weighted = fc.WeightedArbitrary<Step>

const oneOf = (...steps: Weighted[]): fc.Arbitrary<Step> =>
  fc.oneof({ withCrossShrink: true }, { arbitrary: pause, weight: 1 }, ...steps)

/** Steps under which the session keeper's assumptions can hold; `benign` plans tame what is left. */
export const benignStep: Record<ControllerKind, fc.Arbitrary<Step>> = {
  apic: benign(
    'apic',
    fc.constant({ do: 'login-elsewhere' }),
    fc.constant({ do: 'logout-elsewhere' }),
    configure,
    subscribe,
    change,
  ),
  fmc: benign('fmc', readAll),
  apstra: benign('apstra', fc.constant({ do: 'login-elsewhere' }), awaitTask, handOver),
}

/** Steps of which any may break a session. */
export const hostileStep: Record<ControllerKind, fc.Arbitrary<Step>> = {
  apic: hostile('apic', subscribe, change, loseSockets),
  fmc: hostile('fmc', readAll),
  apstra: hostile('apstra', awaitTask, handOver),
}

function benign(controller: ControllerKind, ...harmless: fc.Arbitrary<Step>[]): fc.Arbitrary<Step> {
  return oneOf(
    { arbitrary: request, weight: 40 },
    { arbitrary: waitUntil(controller), weight: 25 },
    { arbitrary: wait, weight: 20 },
    { arbitrary: latency, weight: 8 },
    { arbitrary: clockStep, weight: 6 },
    { arbitrary: suspend, weight: 6 },
    ...harmless.map((arbitrary) => ({ arbitrary, weight: 1 })),
  )
}

function hostile(controller: ControllerKind, ...others: fc.Arbitrary<Step>[]): fc.Arbitrary<Step> {
  return oneOf(
    { arbitrary: request, weight: 40 },
    { arbitrary: waitUntil(controller), weight: 15 },
    { arbitrary: wait, weight: 12 },
    { arbitrary: latency, weight: 4 },
    { arbitrary: clockStep, weight: 4 },
    { arbitrary: suspend, weight: 4 },
    { arbitrary: fault, weight: 16 },
    { arbitrary: fc.constant({ do: 'terminate' }), weight: 4 },
    { arbitrary: fc.constant({ do: 'restart' }), weight: 4 },
    { arbitrary: fc.constant({ do: 'login-elsewhere' }), weight: 4 },
    { arbitrary: fc.constant({ do: 'logout-elsewhere' }), weight: 4 },
    ...others.map((arbitrary) => ({ arbitrary, weight: 1 })),
  )
}
