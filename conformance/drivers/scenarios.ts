import {
  type AccountCredentials,
  accountNamed,
  CONTROLLER_KINDS,
  type ControllerKind,
  type FaultSpec,
  firstAccount,
  type Simulator,
} from '../../simulator/index.js'

/** Something that happens to the controller while a program runs against it. */
export interface ScenarioEvent {
  /** When, as a part of the run's whole time, 0 to 1. */
  at: number
  /** @param tokenSeconds how long a token lives, in s */
  act(simulator: Simulator, username: string, tokenSeconds: number): void
}

/** A situation in which a program is tried. */
export interface Scenario {
  name: string
  /** What happens in it, in one sentence. */
  title: string
  controllers: readonly ControllerKind[]
  /** Options of the controller on top of what the user of Midrun gives, for tokens that live so many s. */
  options?(tokenSeconds: number): Record<string, unknown>
  /** How far the controller's wall clock is behind the program's, in ms. 0 unless given. */
  clockOffsetMs?: number
  events?: readonly ScenarioEvent[]
  /** Name of the account that the program is given; the controller's first one unless given. */
  account?: string
  /** When the program's machine goes to sleep, as a part of the run's whole time, and for how many lives of a token. */
  suspend?: { at: number; tokenLives: number }
  /** Whether the controller's certificate comes from an authority that the program was not told of. Not unless given. */
  untrustedCertificate?: boolean
}

const MINUTE_MS = 60_000
/** Longest time that a call takes to reach a controller in `slow`, in ms. */
const MOST_SLOWNESS_MS = 5000
const LOST_WRITE: FaultSpec = { type: 'reset', purpose: 'call', method: 'POST', options: { after: 'reply' } }

/** Every scenario, the plain one first. */
export const SCENARIOS: readonly Scenario[] = [
  { name: 'steady', title: 'Nothing happens but time.', controllers: CONTROLLER_KINDS },
  {
    name: 'absolute',
    title: 'The session has a maximum lifetime that no refresh extends, reached two thirds into the run.',
    controllers: ['apic'],
    options: (tokenSeconds) => ({ maximumLifetimeSeconds: Math.ceil(tokenSeconds * 1.7) }),
  },
  {
    name: 'browser-timeout',
    title: 'The browser session time-out is as short as the token, and counts from the login.',
    controllers: ['fmc'],
    options: (tokenSeconds) => ({ browserTimeoutSec: tokenSeconds, browserTimeoutKind: 'absolute' }),
  },
  {
    name: 'rbac-denied',
    title: "The program's account may read, and is refused what it wants to change.",
    controllers: CONTROLLER_KINDS,
    account: 'reader',
  },
  {
    name: 'terminated',
    title: "An administrator ends all sessions of the program's user.",
    controllers: CONTROLLER_KINDS,
    events: [{ at: 0.4, act: endSessions }],
  },
  {
    name: 'restart',
    title: 'The controller restarts; it forgets its sessions where the real one is thought to.',
    controllers: CONTROLLER_KINDS,
    events: [{ at: 0.4, act: ({ controller }) => controller.restart() }],
  },
  {
    name: 'second-login',
    title: 'Somebody else logs in as the same user.',
    controllers: CONTROLLER_KINDS,
    events: [{ at: 0.4, act: ({ controller }, username) => controller.loginElsewhere(username) }],
  },
  {
    name: 'second-logout',
    title: 'Somebody else who is logged in as the same user logs out.',
    controllers: ['apstra'],
    events: [{ at: 0.4, act: ({ controller }, username) => controller.logoutElsewhere(username) }],
  },
  {
    name: 'lost-reply',
    title: 'A reply to a call is lost, and later one to a login or refresh.',
    controllers: CONTROLLER_KINDS,
    events: [
      { at: 0.2, act: ({ faults }) => void faults.arm({ type: 'reset', purpose: 'call', times: 1 }) },
      { at: 0.3, act: ({ faults }) => void faults.arm({ type: 'drop-reply', purpose: 'refresh', times: 1 }) },
    ],
  },
  {
    name: 'lost-write',
    title: 'The controller carries a POST out, and its reply is lost.',
    controllers: CONTROLLER_KINDS,
    events: [{ at: 0.3, act: ({ faults }) => void faults.arm(LOST_WRITE) }],
  },
  {
    name: 'throttled',
    title: 'The controller turns three requests in a row away because it is busy.',
    controllers: CONTROLLER_KINDS,
    events: [{ at: 0.3, act: (simulator) => turnAway(simulator, { times: 3 }) }],
  },
  {
    name: 'busy',
    title: 'The controller turns five calls in a row away, and goes on to let logins in.',
    controllers: CONTROLLER_KINDS,
    events: [{ at: 0.3, act: (simulator) => turnAway(simulator, { purpose: 'call', times: 5 }) }],
  },
  {
    name: 'slow',
    title: 'Calls take up to 5 s to reach the controller; logins and refreshes do not.',
    controllers: CONTROLLER_KINDS,
    events: [{ at: 0, act: slowDown }],
  },
  {
    name: 'skewed',
    title: "The program's wall clock is an hour ahead of the controller's.",
    controllers: CONTROLLER_KINDS,
    clockOffsetMs: 60 * MINUTE_MS,
  },
  {
    name: 'untrusted-certificate',
    title: "The controller's certificate comes from an authority that the program was not told to trust.",
    controllers: CONTROLLER_KINDS,
    untrustedCertificate: true,
  },
  {
    name: 'idle-gap',
    title: "The program's machine sleeps for longer than a token lives.",
    controllers: CONTROLLER_KINDS,
    suspend: { at: 0.4, tokenLives: 1.2 },
  },
]

/** Scenarios of a controller by name; `all` gives all. @throws RangeError for a name that there is not */
export function scenariosFor(controller: ControllerKind, names: readonly string[]): Scenario[] {
  const offered = SCENARIOS.filter(({ controllers }) => controllers.includes(controller))
  if (names.includes('all')) return offered
  return names.map((name) => {
    const found = offered.find((scenario) => scenario.name === name)
    if (found === undefined) {
      throw new RangeError(
        `expected all, ${offered.map((scenario) => scenario.name).join(', ')}, found ${JSON.stringify(name)}`,
      )
    }
    return found
  })
}

/**
 * The account that a program is given in a scenario.
 * @param options of the controller
 * @throws NoAccountError when the controller has none of the name that the scenario needs
 */
export function accountIn(
  { account }: Scenario,
  controller: ControllerKind,
  options: Record<string, unknown>,
): AccountCredentials {
  return account === undefined
    ? firstAccount(controller, options)
    : accountNamed(controller, options, account)
}

function endSessions({ controller }: Simulator, username: string): void {
  for (const { id, user, state } of controller.sessions()) {
    if (state === 'live' && user === username) controller.terminate(id)
  }
}

/** As each controller says it: an APIC's web tier with 503, the others with 429. */
function turnAway({ kind, faults }: Simulator, which: Pick<FaultSpec, 'purpose' | 'times'>): void {
  const status = kind === 'apic' ? 503 : 429
  faults.arm({ type: 'status', ...which, options: { status, retryAfterSeconds: 2 } })
}

/** By less where tokens live for seconds only: a program would do nothing else. */
function slowDown({ faults }: Simulator, _username: string, tokenSeconds: number): void {
  const delayMs = Math.min(MOST_SLOWNESS_MS, (tokenSeconds * 1000) / 20)
  faults.arm({
    type: 'latency',
    purpose: 'call',
    times: Number.MAX_SAFE_INTEGER,
    options: { at: 'request', delayMs: Math.round(delayMs) },
  })
}
