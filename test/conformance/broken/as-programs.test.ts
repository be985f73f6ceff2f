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

const MAIN = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url))
const PROGRAM = fileURLToPath(new URL('../../../fixtures/programs/client_module.mjs', import.meta.url))

/** How the time of the programs passes. */
const TIME = ['--time', 'real']
/** Runs of a program until its situation has come about on a machine that was not too busy to judge it. */
const MOST_RUNS = 3

/** Time for all runs of one program, in ms of real time. */
const LONGEST_MS = 600_000

/** A client as a program, and what is to come of it. Times in s. */
interface Row {
  client: string
  controller: 'apic' | 'fmc' | 'apstra'
  scenario?: string
  token: number
  /** How long the program is given, which the scenario goes by. */
  duration: number
  /** How long it works, where it need not be that long. */
  works?: number
  /** Variables of the program's own. */
  variables?: Record<string, string>
  /** Rules that it fails. */
  fails: readonly string[]
  /** Rules that it may fail, too: whether two requests come within 2 ms of each other is up to the machine. */
  mayFail?: readonly string[]
  /** Advice that it gets, besides what clients without `close` get. */
  advice?: string
}

/** May do less than the administrator as whom programs log in unless told otherwise. */
const OPERATOR = { MIDRUN_USERNAME: 'operator', MIDRUN_PASSWORD: 'midrun' }
const WRONG_PASSWORD = { MIDRUN_PASSWORD: 'wrong' }
/** Tokens that outlive the program, for what has nothing to do with their end. */
const LASTING = { token: 300, duration: 60, works: 12 }
/** The same in scenarios, whose events come by parts of the duration. */
const EVENTFUL = { token: 300, duration: 30 }
/** Tokens of which the first one ends half-way. */
const SHORT = { token: 20, duration: 60, works: 35 }
/** Long enough for a session of 1.7 tokens to end. */
const ABSOLUTE = { scenario: 'absolute', token: 20, duration: 60, works: 50 }
/** Long enough for the minute that a client has to subscribe again. */
const FOLLOWED = { scenario: 'terminated', token: 300, duration: 130 }

/** The longest first, so that none is left at the end. */
const ROWS: readonly Row[] = [
  { client: 'no-resubscription', controller: 'apic', ...FOLLOWED, fails: ['apic.resubscribed'] },
  { client: 'reference', controller: 'apic', ...FOLLOWED, fails: [] },
  {
    client: 'no-limits',
    controller: 'apic',
    ...ABSOLUTE,
    fails: ['session.no-expired-token', 'renewal.before-expiry', 'apic.absolute-limit'],
  },
  { client: 'reference', controller: 'apic', ...ABSOLUTE, fails: [] },
  { client: 'reference', controller: 'fmc', ...SHORT, fails: [] },
  { client: 'reference', controller: 'apstra', ...SHORT, fails: [] },
  {
    client: 'no-refresh',
    controller: 'apstra',
    ...SHORT,
    fails: ['session.no-expired-token', 'caller.refused-served'],
  },
  { client: 'old-token-after-refresh', controller: 'fmc', ...SHORT, fails: ['renewal.spares-requests'] },
  {
    client: 'refresh-after-refusal',
    controller: 'apic',
    ...SHORT,
    fails: ['session.no-expired-token', 'renewal.before-expiry'],
  },
  {
    client: 'refresh-at-480-seconds',
    controller: 'apic',
    ...SHORT,
    fails: ['session.no-expired-token', 'renewal.before-expiry'],
  },
  {
    client: 'two-refreshes-at-once',
    controller: 'apic',
    ...SHORT,
    works: 25,
    fails: ['renewal.single-flight'],
  },
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
    ...LASTING,
    works: 20,
    fails: ['login.no-storm', 'clock.offset'],
    mayFail: ['renewal.single-flight'],
  },
  { client: 'reference', controller: 'apstra', scenario: 'skewed', ...LASTING, fails: [] },
  {
    client: 'endless-login',
    controller: 'fmc',
    variables: OPERATOR,
    ...LASTING,
    fails: ['login.no-storm', 'requests.permission-is-not-expiry'],
    mayFail: ['renewal.single-flight'],
  },
  {
    client: 'permission-taken-for-expiry',
    controller: 'apic',
    variables: OPERATOR,
    ...LASTING,
    fails: ['requests.permission-is-not-expiry'],
  },
  { client: 'reference', controller: 'apic', variables: OPERATOR, ...LASTING, fails: [] },
  {
    client: 'login-hammering',
    controller: 'apstra',
    variables: WRONG_PASSWORD,
    ...LASTING,
    fails: ['login.bad-credentials', 'login.no-storm', 'requests.back-off', 'apstra.login-limit'],
    mayFail: ['renewal.single-flight'],
  },
  { client: 'reference', controller: 'apstra', variables: WRONG_PASSWORD, ...LASTING, fails: [] },
  {
    client: 'never-logs-out',
    controller: 'apic',
    ...LASTING,
    fails: [],
    advice: 'session.closed-at-end',
  },
]

/** Defects that a program's run does not show, each with the reason. */
const NOT_SHOWN: Record<string, string> = {
  'gap-unsaid': 'No controller sees it.',
  'login-behind-the-back': 'No controller sees it.',
  'monotonic-clock-only': 'The machine would have to sleep.',
  'paging-drops-the-rest': 'No controller sees it.',
  'paging-starts-over': 'No controller sees it.',
  'refresh-in-the-last-second': 'It is chance whether a call falls into the last second of a token.',
  'refresh-under-requests': 'It is chance whether a request is under way when a refresh is sent.',
  'restore-unchecked': 'No controller sees it.',
  'task-awaited-for-ever': 'No controller sees it.',
  'throttling-taken-for-expiry':
    'Whatever turns calls away turns its logins away as well, and it waits before it tries those again.',
  'wall-clock-only': "Nothing sets a program's clock back while it runs.",
}

interface Told {
  isJudged: boolean
  fails: string[]
  advice: string[]
  notExercised: string[]
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-programs-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Runs a client through `midrun check`, once. */
async function check(row: Row): Promise<Told> {
  const { client, controller, scenario = 'steady', token, duration, works = duration, variables = {} } = row
  const file = join(await mkdtemp(join(folder, 'run-')), 'report.json')
  const options = ['--controller', controller, '--scenario', scenario, ...TIME, '--json', file]
  const lengths = ['--token', String(token), '--duration', String(duration)]
  const own = Object.entries(variables).map(([name, value]) => `${name}=${value}`)
  const command = ['env', ...own, process.execPath, PROGRAM, controller, client, String(works)]
  const words = [MAIN, 'check', ...options, ...lengths, '--', ...command]
  // A violation is no success of the command; what it found stands in its report.
  await promisify(execFile)(process.execPath, words).catch((error) => error)
  const { scenarios } = checkJsonReportSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  const [{ notJudged, report }] = scenarios as [(typeof scenarios)[number]]
  const idsOf = (wanted: string) =>
    report.rules.filter(({ verdict }) => verdict === wanted).map(({ id }) => id)
  return {
    isJudged: notJudged === undefined,
    fails: idsOf('fail'),
    advice: idsOf('advice'),
    notExercised: idsOf('not-exercised'),
  }
}

/** Runs it again where the machine was too busy to judge it, or for its situation to come about. */
async function told(row: Row): Promise<Told> {
  const asked = row.advice === undefined ? row.fails : [...row.fails, row.advice]
  for (let run = 1; ; run++) {
    const result = await check(row)
    const cameAbout = result.isJudged && !asked.some((id) => result.notExercised.includes(id))
    if (cameAbout || run === MOST_RUNS) return result
  }
}

describe('each broken client', () => {
  it('is run as a program, or the reason why not is known', () => {
    const run = ROWS.map(({ client }) => client).filter((name) => name !== 'reference')
    const known = new Set([...run, ...Object.keys(NOT_SHOWN)])
    expect([...known].sort()).toEqual(BROKEN_CLIENTS.map(({ name }) => name).sort())
  })
})

describe.skipIf(!existsSync(MAIN)).concurrent('midrun check', () => {
  it.each(ROWS.map((row) => ({ scenario: 'steady', ...row })))(
    'finds what $client does wrong on $controller in $scenario, and nothing else',
    async (row) => {
      const { isJudged, fails, advice } = await told(row)
      expect(isJudged).toBe(true)
      expect(fails.filter((id) => !row.mayFail?.includes(id)).sort()).toEqual([...row.fails].sort())
      if (row.client === 'reference') expect(advice).toEqual([])
      if (row.advice !== undefined) expect(advice).toContain(row.advice)
    },
    LONGEST_MS,
  )
})
