import { type FaultEntry, formatDuration, type JournalEntry } from '../../simulator/index.js'
import type { Step } from '../plans/plan.js'
import type { PlanRun } from '../plans/run-plan.js'

/** Lines of a run that are shown; of a longer one its end, and what is around the first refusal. */
const MOST_LINES = 60
/** Lines of a long run that are shown on each side of the first refusal. */
const LINES_AROUND_REFUSAL = 10
/** Steps of a long plan that are shown. */
const MOST_STEPS = 40

/** What a run was like, line by line, for a person: the plan's steps, and what went over the wire when. */
export function describeRun(run: PlanRun): string {
  const { plan } = run
  const lines = [
    `plan: ${plan.controller}, ${plan.class}, request time-out ${formatDuration(plan.client.requestTimeoutMs)}${plan.client.keepAlive ? ', keep-alive' : ''}${describeClock(run)}`,
    `options: ${JSON.stringify(plan.options)}`,
    ...describeSteps(plan.steps),
    'time line (of the controller):',
  ]
  return [...lines, ...shortened(describeJournal(run))].join('\n')
}

/** A line of the journal, and whether the controller refused a request for a session reason. */
interface JournalLine {
  line: string
  isRefusal: boolean
}

/** The lines that tell most; a gap says how many were left out. */
function shortened(events: readonly JournalLine[]): string[] {
  const refusal = events.length > MOST_LINES ? events.findIndex(({ isRefusal }) => isRefusal) : -1
  const isNearRefusal = (index: number) => refusal >= 0 && Math.abs(index - refusal) <= LINES_AROUND_REFUSAL
  const tail = events.length - MOST_LINES + (refusal < 0 ? 0 : 2 * LINES_AROUND_REFUSAL + 1)
  const lines: string[] = []
  let left = 0
  for (const [index, { line }] of events.entries()) {
    if (index < tail && !isNearRefusal(index)) {
      left++
      continue
    }
    if (left > 0) lines.push(`  ... ${left} more lines`)
    left = 0
    lines.push(line)
  }
  return lines
}

/** The journal as lines; what is not the client's doing is marked. */
function describeJournal({ entries, administration }: PlanRun): JournalLine[] {
  const administrators = new Set(administration)
  return [...entries, ...administration]
    .sort((one, other) => one.seq - other.seq)
    .flatMap((entry) => {
      const line = describeEntry(entry)
      if (line === undefined) return []
      const isRefusal = entry.kind === 'exchange' && entry.auth.outcome === 'refused'
      return [{ line: administrators.has(entry) ? `${line} by the administrator` : line, isRefusal }]
    })
}

/** Steps as lines; a long plan shows its beginning and its end. */
function describeSteps(steps: readonly Step[]): string[] {
  const lines = steps.map((step, index) => `  step ${index + 1}: ${describeStep(step)}`)
  if (lines.length <= MOST_STEPS) return lines
  const half = MOST_STEPS / 2
  return [...lines.slice(0, half), `  ... ${lines.length - MOST_STEPS} more steps`, ...lines.slice(-half)]
}

function describeClock({ plan }: PlanRun): string {
  const { offsetMs, driftPpm } = plan.clientClock
  if (offsetMs === 0 && driftPpm === 0) return ''
  return `, client clock ${formatDuration(offsetMs)} off and drifting ${driftPpm} ppm`
}

function describeStep(step: Step): string {
  switch (step.do) {
    case 'request': {
      const times = step.parallel === 1 ? step.operation : `${step.parallel} x ${step.operation} at once`
      const stagger =
        step.parallel > 1 && step.staggerMs > 0 ? `, ${formatDuration(step.staggerMs)} apart` : ''
      return `${times}${stagger}${step.detached ? ', without waiting' : ''}`
    }
    case 'wait':
      return `wait ${formatDuration(step.ms)}`
    case 'wait-until':
      return `wait until the ${step.deadline} limit ${step.offsetMs < 0 ? '-' : '+'} ${formatDuration(Math.abs(step.offsetMs))}`
    case 'align':
      return `wait until a whole multiple of ${formatDuration(step.toMs)}`
    case 'clock-step':
      return `set the client's wall clock ${step.ms < 0 ? 'back' : 'forward'} by ${formatDuration(Math.abs(step.ms))}`
    case 'suspend':
      return `suspend the client machine for ${formatDuration(step.ms)}`
    case 'latency':
      return `requests now take ${formatDuration(step.outMs)}, replies ${formatDuration(step.backMs)}`
    case 'fault':
      return `fault ${step.fault.type} ${JSON.stringify(step.fault.options)} for ${step.fault.times} x ${step.fault.purpose ?? 'any request'}`
    case 'terminate':
      return 'an administrator ends the session'
    case 'configure':
      return `an administrator sets ${describeSettings(step)}`
    case 'subscribe':
      return `follow all tenants${step.forMs === undefined ? '' : ` for ${formatDuration(step.forMs)}`}`
    case 'change':
      return 'an administrator makes a tenant'
    case 'lose-sockets':
      return `the network loses each websocket${step.silently ? ' without a word' : ''}`
    case 'read-all':
      return `read a list to its end, ${step.limit} objects at a time${step.pauseMs === 0 ? '' : `, with ${formatDuration(step.pauseMs)} of work on each page`}${step.detached ? ', without waiting' : ''}`
    case 'await-task':
      return `start a task and wait for it${step.detached ? ' beside what follows' : ''}`
    case 'hand-over':
      return `hand the session over to a successor${step.password ? '' : ' that does not have the password at first'}`
    case 'ban':
      return 'a neighbour has the address banned by wrong passwords'
    case 'restart':
      return 'the controller restarts'
    case 'login-elsewhere':
      return 'somebody logs in with the same account'
    case 'logout-elsewhere':
      return 'somebody of the same account logs out'
    case 'pause':
      return 'nothing'
  }
}

function describeSettings({
  webtokenTimeoutSeconds,
  maximumValidityPeriod,
}: Extract<Step, { do: 'configure' }>): string {
  const settings = []
  if (webtokenTimeoutSeconds !== undefined) {
    settings.push(`the lifetime of tokens to ${formatDuration(webtokenTimeoutSeconds * 1000)}`)
  }
  if (maximumValidityPeriod !== undefined) {
    settings.push(`the maximum lifetime of sessions to ${formatDuration(maximumValidityPeriod * 3_600_000)}`)
  }
  return settings.join(' and ')
}

/** One entry as a line that begins with its instant; undefined for what a person need not see. */
export function describeEntry(entry: JournalEntry): string | undefined {
  const at = `  ${formatDuration(entry.atMs).padStart(18)}  `
  switch (entry.kind) {
    case 'exchange': {
      const { request, response, auth } = entry
      const outcome = auth.outcome === 'refused' ? `refused: ${auth.cause}` : auth.outcome
      return `${at}${request.method} ${request.target} -> ${response.status} (${outcome})`
    }
    case 'session':
      return `${at}session ${entry.session} ${entry.event}${entry.cause === undefined ? '' : `: ${entry.cause}`}`
    case 'call': {
      if (entry.event === 'made') return `${at}call ${entry.call}: ${entry.operation}`
      return `${at}call ${entry.call}: ${entry.event} ${entry.status ?? entry.error ?? ''}`.trimEnd()
    }
    case 'fault':
      return entry.event === 'fired' ? `${at}fault ${entry.type} strikes${describeStruck(entry)}` : undefined
    case 'controller':
      return `${at}controller ${entry.event}${entry.timeouts === undefined ? '' : ` ${JSON.stringify(entry.timeouts)}`}`
    case 'subscription': {
      const which = entry.subscriptions === undefined ? '' : ` ${entry.subscriptions.join(', ')}`
      const why = entry.cause === undefined ? '' : `: ${entry.cause}`
      const what = entry.change === undefined ? '' : `: ${entry.change.dn} ${entry.change.status}`
      const subject = entry.event === 'opened' || entry.event === 'closed' ? 'socket' : `subscription${which}`
      return `${at}${subject} of session ${entry.session} ${entry.event}${why}${what}`
    }
    case 'clock':
      return undefined
  }
}

/** What a fault did to which request, as far as the journal tells. */
function describeStruck({ request, reply }: FaultEntry): string {
  if (request === undefined || reply?.became !== 'replaced') return ''
  const { status, retryAfterSeconds } = reply
  const wait = retryAfterSeconds === undefined ? '' : `, Retry-After: ${retryAfterSeconds}`
  return `: ${request.method} ${request.target} -> ${status}${wait}`
}
