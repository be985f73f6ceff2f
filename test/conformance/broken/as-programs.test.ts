import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BROKEN_CLIENTS } from '../../../conformance/broken/index.js'
import { checkJsonReportSchema } from '../../../conformance/reports/check.js'
import { installed } from '../../cli/run-check.js'

const MAIN = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url))
const PROGRAM = fileURLToPath(new URL('../../../fixtures/programs/client_module.mjs', import.meta.url))

/** Time for a run, in ms of real time. */
const LONGEST_MS = 300_000

/** A client as a program, and what is to come of it. Times in s. */
interface Row {
  client: string
  controller: 'apic' | 'fmc' | 'apstra'
  scenario?: string
  /** How long tokens live; as on the real controller unless given. */
  token?: number
  /** How long the program works, which the scenario goes by. */
  duration: number
  /** How long it pauses between two pairs of calls, where that matters. */
  pause?: number
  /** Variables of the program's own. */
  variables?: Record<string, string>
  /** Rules that it fails. */
  fails: readonly string[]
  /** Rules that it may fail, too: whether two requests come within 2 ms of each other is up to the machine. */
  mayFail?: readonly string[]
  /** Advice that it gets, besides what clients without `close` get. */
  advice?: string
}

/** What tokens live on the controllers as they are delivered, in s. */
const TOKEN = { apic: 600, fmc: 1800, apstra: 86_400 }
/** May do less than the administrator as whom programs log in unless told otherwise. */
const OPERATOR = { MIDRUN_USERNAME: 'operator', MIDRUN_PASSWORD: 'midrun' }
const WRONG_PASSWORD = { MIDRUN_PASSWORD: 'wrong' }
/** A machine whose monotonic clock stands still while it sleeps, and one whose wall clock is set back. */
const SLEEPY = { MACHINE_CLOCK: 'sleepy' }
const SET_BACK = { MACHINE_CLOCK: 'set-back' }
/** For what has nothing to do with the end of tokens. */
const BRIEF = { duration: 60 }
/** Long enough for the events of a scenario, and for what comes of them. */
const EVENTFUL = { duration: 150 }
/** Long enough for the minute that a client has to subscribe again. */
const FOLLOWED = { scenario: 'terminated', duration: 300 }
/** Longer than the first token lives. */
const APIC_TOKEN = { controller: 'apic', duration: 750 } as const
const FMC_TOKEN = { controller: 'fmc', duration: 2000 } as const
const APSTRA_TOKEN = { controller: 'apstra', duration: 100_000 } as const
/** Long enough for a session of 1.7 tokens to end. */
const ABSOLUTE = { controller: 'apic', scenario: 'absolute', duration: 1300 } as const
/** Two tokens, with a sleep of 1.2 in between. */
const SLEPT = { controller: 'apic', scenario: 'idle-gap', duration: 1500 } as const
/** Calls follow each other faster than a slow controller answers, and go on until the first token is over. */
const OVERLAPPING = { scenario: 'slow', token: 240, duration: 250, pause: 2 } as const

const EXPIRY = ['session.no-expired-token', 'renewal.before-expiry']

/** In adaptive time. */
const ROWS: readonly Row[] = [
  { client: 'no-resubscription', controller: 'apic', ...FOLLOWED, fails: ['apic.resubscribed'] },
  { client: 'reference', controller: 'apic', ...FOLLOWED, fails: [] },
  { client: 'no-limits', ...ABSOLUTE, fails: [...EXPIRY, 'apic.absolute-limit'] },
  { client: 'reference', ...ABSOLUTE, fails: [] },
  { client: 'reference', ...FMC_TOKEN, fails: [] },
  { client: 'reference', ...APSTRA_TOKEN, fails: [] },
  { client: 'no-refresh', ...APSTRA_TOKEN, fails: ['session.no-expired-token', 'caller.refused-served'] },
  { client: 'old-token-after-refresh', ...FMC_TOKEN, fails: ['renewal.spares-requests'] },
  { client: 'refresh-after-refusal', ...APIC_TOKEN, fails: EXPIRY },
  { client: 'refresh-at-480-seconds', ...APIC_TOKEN, token: 300, fails: EXPIRY },
  { client: 'two-refreshes-at-once', ...APIC_TOKEN, fails: ['renewal.single-flight'] },
  { client: 'wall-clock-only', ...APIC_TOKEN, variables: SET_BACK, fails: EXPIRY },
  { client: 'reference', ...APIC_TOKEN, variables: SET_BACK, fails: [] },
  { client: 'monotonic-clock-only', ...SLEPT, variables: SLEEPY, fails: [...EXPIRY, 'clock.suspend'] },
  { client: 'reference', ...SLEPT, variables: SLEEPY, fails: [] },
  { client: 'refresh-in-the-last-second', controller: 'apic', ...OVERLAPPING, fails: EXPIRY },
  { client: 'refresh-under-requests', controller: 'fmc', ...OVERLAPPING, fails: ['renewal.spares-requests'] },
  { client: 'reference', controller: 'apic', ...OVERLAPPING, fails: [] },
  {
    client: 'throttling-taken-for-expiry',
    controller: 'fmc',
    scenario: 'busy',
    ...EVENTFUL,
    fails: ['requests.retry-after'],
  },
  { client: 'reference', controller: 'fmc', scenario: 'busy', ...EVENTFUL, fails: [] },
  {
    client: 'login-for-each-refusal',
    controller: 'fmc',
    scenario: 'terminated',
    ...EVENTFUL,
    fails: ['session.one-per-account', 'caller.refused-served'],
    mayFail: ['renewal.single-flight'],
  },
  {
    client: 'no-back-off',
    controller: 'apic',
    scenario: 'throttled',
    ...EVENTFUL,
    fails: ['requests.retry-after'],
  },
  {
    client: 'no-back-off',
    controller: 'fmc',
    scenario: 'throttled',
    ...EVENTFUL,
    fails: ['requests.retry-after'],
  },
  { client: 'reference', controller: 'fmc', scenario: 'throttled', ...EVENTFUL, fails: [] },
  {
    client: 'repeated-writes',
    controller: 'fmc',
    scenario: 'lost-write',
    ...EVENTFUL,
    fails: ['requests.writes-once'],
  },
  { client: 'reference', controller: 'fmc', scenario: 'lost-write', ...EVENTFUL, fails: [] },
  {
    client: 'own-clock-against-expiry-claim',
    controller: 'apstra',
    scenario: 'skewed',
    token: 300,
    ...EVENTFUL,
    fails: ['login.no-storm', 'clock.offset'],
    mayFail: ['renewal.single-flight'],
  },
  { client: 'reference', controller: 'apstra', scenario: 'skewed', token: 300, ...EVENTFUL, fails: [] },
  {
    client: 'endless-login',
    controller: 'fmc',
    variables: OPERATOR,
    ...BRIEF,
    fails: ['login.no-storm', 'requests.permission-is-not-expiry'],
    mayFail: ['renewal.single-flight'],
  },
  {
    client: 'permission-taken-for-expiry',
    controller: 'apic',
    variables: OPERATOR,
    ...BRIEF,
    fails: ['requests.permission-is-not-expiry'],
  },
  {
    client: 'login-hammering',
    controller: 'apstra',
    variables: WRONG_PASSWORD,
    ...BRIEF,
    fails: ['login.bad-credentials', 'login.no-storm', 'requests.back-off', 'apstra.login-limit'],
    mayFail: ['renewal.single-flight'],
  },
  { client: 'reference', controller: 'apstra', variables: WRONG_PASSWORD, ...BRIEF, fails: [] },
  { client: 'never-logs-out', controller: 'apic', ...BRIEF, fails: [], advice: 'session.closed-at-end' },
]

/** In real time, which every machine has, with tokens that outlive the program. */
const ROWS_IN_REAL_TIME: readonly Row[] = [
  {
    client: 'permission-taken-for-expiry',
    controller: 'apic',
    variables: OPERATOR,
    duration: 12,
    fails: ['requests.permission-is-not-expiry'],
  },
  { client: 'reference', controller: 'apic', variables: OPERATOR, duration: 12, fails: [] },
  {
    client: 'repeated-writes',
    controller: 'fmc',
    scenario: 'lost-write',
    duration: 20,
    fails: ['requests.writes-once'],
  },
]

/** Defects that a program's run does not show, each with the reason. */
const NOT_SHOWN: Record<string, string> = {
  'gap-unsaid': 'No controller sees it.',
  'login-behind-the-back': 'No controller sees it.',
  'paging-drops-the-rest': 'No controller sees it.',
  'paging-starts-over': 'No controller sees it.',
  'restore-unchecked': 'No controller sees it.',
  'task-awaited-for-ever': 'No controller sees it.',
}

interface Told {
  notJudged: string | undefined
  fails: string[]
  advice: string[]
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-programs-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Runs a client through `midrun check`, once. */
async function check(row: Row, time: 'real' | 'adaptive'): Promise<Told> {
  const {
    client,
    controller,
    scenario = 'steady',
    token = TOKEN[controller],
    duration,
    pause,
    variables = {},
  } = row
  const file = join(await mkdtemp(join(folder, 'run-')), 'report.json')
  const options = ['--controller', controller, '--scenario', scenario, '--time', time, '--json', file]
  const lengths = ['--token', String(token), '--duration', String(duration)]
  const own = Object.entries(variables).map(([name, value]) => `${name}=${value}`)
  const command = ['env', ...own, process.execPath, PROGRAM, controller, client]
  if (pause !== undefined) command.push(String(duration), String(pause))
  const words = [MAIN, 'check', ...options, ...lengths, '--', ...command]
  // A violation is no success of the command; what it found stands in its report.
  await promisify(execFile)(process.execPath, words).catch((error) => error)
  const { scenarios } = checkJsonReportSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  const [{ notJudged, report }] = scenarios as [(typeof scenarios)[number]]
  const idsOf = (wanted: string) =>
    report.rules.filter(({ verdict }) => verdict === wanted).map(({ id }) => id)
  return { notJudged, fails: idsOf('fail'), advice: idsOf('advice') }
}

async function holds(row: Row, time: 'real' | 'adaptive'): Promise<void> {
  const { notJudged, fails, advice } = await check(row, time)
  expect(notJudged).toBeUndefined()
  expect(fails.filter((id) => !row.mayFail?.includes(id)).sort()).toEqual([...row.fails].sort())
  if (row.client === 'reference') expect(advice).toEqual([])
  if (row.advice !== undefined) expect(advice).toContain(row.advice)
}

const named = (rows: readonly Row[]) => rows.map((row) => ({ scenario: 'steady', ...row }))
const TITLE = 'finds what $client does wrong on $controller in $scenario, and nothing else'

describe('each broken client', () => {
  it('is run as a program, or the reason why not is known', () => {
    const run = ROWS.map(({ client }) => client).filter((name) => name !== 'reference')
    const known = new Set([...run, ...Object.keys(NOT_SHOWN)])
    expect([...known].sort()).toEqual(BROKEN_CLIENTS.map(({ name }) => name).sort())
  })
})

describe.skipIf(!existsSync(MAIN)).concurrent('midrun check', () => {
  it.each(named(ROWS_IN_REAL_TIME))(TITLE, (row) => holds(row, 'real'), LONGEST_MS)
})

/** One after another: what the machine is too slow for passes as real time, and these programs hardly ever wait. */
describe.skipIf(!existsSync(MAIN) || !installed('faketime'))('midrun check --time adaptive', () => {
  it.each(named(ROWS))(TITLE, (row) => holds(row, 'adaptive'), LONGEST_MS)
})
