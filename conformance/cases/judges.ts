import { formatDuration, type Purpose } from '../../simulator/index.js'
import type { CallRecord, TracedExchange } from '../plans/run-plan.js'
import { PROPERTIES } from '../properties/index.js'
import type { Judge } from './case.js'

/** The form of every finding. */
const finding = (expected: string, found: string): string => `expected: ${expected}; found: ${found}`

/** What several judges find. */
export function all(...judges: Judge[]): Judge {
  return (run) => judges.flatMap((judge) => judge(run))
}

/**
 * What a property that holds in every run says about this one, whatever the class of its plan.
 * @throws RangeError for a property that does not exist
 */
export function property(id: string): Judge {
  const found = PROPERTIES.find((candidate) => candidate.id === id)
  if (found === undefined) throw new RangeError(`there is no property ${JSON.stringify(id)}`)
  const expected = found.requirement.replace(/\.$/, '')
  return (run) =>
    found
      .judge(run)
      .map(({ message, atMs }) => finding(expected, `${message}, ${formatDuration(atMs)} into the run`))
}

/** No request is refused for a session reason. */
export const noRefusal: Judge = property('no-session-refusal')
/** Every call ends well: reads and writes in success, denied ones in the permission refusal. */
export const allServed: Judge = property('calls-succeed')
/** No write is carried out twice. */
export const writesOnce: Judge = property('writes-once')
/** One login or refresh at a time. */
export const singleRenewal: Judge = property('single-renewal')
/** The session is never lost, and the program notices nothing. */
export const undisturbed: Judge = all(noRefusal, allServed, singleRenewal)

/** Every read ends in success; what becomes of writes is left open. */
export const readsServed: Judge = ({ calls }) =>
  calls
    .filter(({ operation, status }) => (operation === 'read' || operation === 'healed') && status !== 200)
    .map((call) => finding(`read ${call.call} to be served`, outcomeOf(call)))

/** The client logs in `most` times at most; every try counts. */
export function loginsAtMost(most: number): Judge {
  return ({ exchanges }) => countAtMost(most, 'login', sent(exchanges, 'login'))
}

/** The client logs in or refreshes `most` times at most; every try counts. */
export function renewalsAtMost(most: number): Judge {
  return ({ exchanges }) =>
    countAtMost(most, 'renewal', [...sent(exchanges, 'login'), ...sent(exchanges, 'refresh')])
}

/** The client sends `most` requests of any kind at most. */
export function requestsAtMost(most: number): Judge {
  return ({ exchanges }) => countAtMost(most, 'request', exchanges)
}

/** No login is followed by more than `most` refreshes. */
export function refreshesPerLoginAtMost(most: number): Judge {
  return ({ exchanges }) => {
    let refreshes = 0
    let worst = 0
    for (const { purpose } of exchanges) {
      if (purpose === 'login') refreshes = 0
      if (purpose === 'refresh') worst = Math.max(worst, ++refreshes)
    }
    return worst <= most ? [] : [finding(`at most ${most} refreshes after each login`, `${worst}`)]
  }
}

/** Between the end of one login try and the next there are `leastMs` ms at least. */
export function loginsApart(leastMs: number): Judge {
  return ({ exchanges }) => {
    const tries = sent(exchanges, 'login')
    return tries.slice(1).flatMap(({ sentMs }, index) => {
      const pauseMs = sentMs - tries[index]!.endedMs
      if (pauseMs >= leastMs) return []
      return [finding(`at least ${formatDuration(leastMs)} before the next login`, formatDuration(pauseMs))]
    })
  }
}

/** Each denied call ends in the very status that the controller answered, and is neither renewed for nor repeated. */
export const deniedUnchanged: Judge = all(property('permission-is-not-expiry'), ({ calls, entries }) => {
  const answered = entries.flatMap((entry) =>
    entry.kind === 'exchange' && entry.auth.outcome === 'forbidden' ? [entry.response.status] : [],
  )
  return calls
    .filter(({ operation }) => operation === 'denied')
    .flatMap((call, index) => {
      const status = answered[index]
      if (status !== undefined && status === call.status) return []
      return [
        finding(
          `denied call ${call.call} to end in the controller's ${status ?? 'refusal'}`,
          outcomeOf(call),
        ),
      ]
    })
})

/** Nothing is sent that the controller answers with 404 or 405: no request for what it does not have. */
export const onlyKnownPaths: Judge = ({ entries }) =>
  entries.flatMap((entry) =>
    entry.kind === 'exchange' && (entry.response.status === 404 || entry.response.status === 405)
      ? [
          finding(
            'requests that the controller knows',
            `${entry.request.method} ${entry.request.target} (${entry.response.status})`,
          ),
        ]
      : [],
  )

/** What a judge finds where the client signs its requests; a client without signatures is not judged by it. */
export function whenSigning(judge: Judge): Judge {
  return (run) => (signs(run).length > 0 ? [] : judge(run))
}

/** Evidence: the client signed a request. */
export const signs: Judge = ({ entries }) =>
  entries.some(
    (entry) =>
      entry.kind === 'exchange' && entry.auth.outcome === 'accepted' && entry.auth.how === 'signature',
  )
    ? []
    : ['no request was signed']

/** Evidence: the client refreshed its session. */
export const refreshes: Judge = ({ entries }) =>
  entries.some((entry) => entry.kind === 'session' && entry.event === 'refreshed')
    ? []
    : ['the session was never refreshed']

/** Evidence: the controller turned a request away because of one of its limits. */
export const throttled: Judge = ({ entries }) =>
  entries.some((entry) => entry.kind === 'exchange' && entry.auth.outcome === 'throttled')
    ? []
    : ['the client never reached a limit of the controller']

function sent(exchanges: readonly TracedExchange[], purpose: Purpose): TracedExchange[] {
  return exchanges.filter((exchange) => exchange.purpose === purpose)
}

function countAtMost(most: number, what: string, exchanges: readonly TracedExchange[]): string[] {
  if (exchanges.length <= most) return []
  const at = exchanges.slice(0, 5).map(({ sentMs }) => formatDuration(sentMs))
  const more = exchanges.length > at.length ? ', ...' : ''
  return [
    finding(
      `at most ${most} ${what}${most === 1 ? '' : 's'}`,
      `${exchanges.length}, at ${at.join(', ')}${more}`,
    ),
  ]
}

function outcomeOf({ status, error }: CallRecord): string {
  return error ?? `status ${status ?? 'none'}`
}
