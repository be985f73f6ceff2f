import type { CallRecord, PlanRun } from '../plans/run-plan.js'
import { endOf, outcomeOf, type Property, type Violation } from './property.js'

type Found = Omit<Violation, 'property'>

/** What a restored session is good for is known only from the controller. */
export const restoredSessions: Property = {
  id: 'restored-sessions',
  requirement:
    'A restored session is looked at before it is used, and a client without a password neither logs in nor goes on with a dead one.',
  classes: ['benign', 'hostile'],
  judge: (run) =>
    run.calls.flatMap((call) => {
      switch (call.operation) {
        case 'restore':
          return lookedAt(call, run)
        case 'restore-without-password':
          return [...lookedAt(call, run), ...noLogin(call, run), ...endsAsTheLook(call, run)]
        case 'read-without-password':
          return noLogin(call, run)
        default:
          return []
      }
    }),
}

/** Programs follow each other, so that all that is sent meanwhile belongs to the call. */
function sentDuring({ madeMs, endedMs }: CallRecord, { exchanges }: PlanRun): PlanRun['exchanges'] {
  return exchanges.filter(({ sentMs }) => sentMs >= madeMs && sentMs < endedMs)
}

function lookedAt(call: CallRecord, run: PlanRun): Found[] {
  if (call.error !== undefined || sentDuring(call, run)[0]?.purpose === 'call') return []
  return [{ atMs: call.madeMs, message: 'a saved session was taken for good without a look' }]
}

function noLogin(call: CallRecord, run: PlanRun): Found[] {
  return sentDuring(call, run)
    .filter(({ purpose }) => purpose === 'login')
    .map(({ sentMs }) => ({ atMs: sentMs, message: 'a login was sent by a client without a password' }))
}

/** On a good network a restore ends as its look at the session did. */
function endsAsTheLook(call: CallRecord, run: PlanRun): Found[] {
  const looked = sentDuring(call, run).at(-1)?.answered?.outcome
  const succeeded = call.error === undefined && Number.isFinite(call.endedMs)
  if (looked === 'refused' && succeeded) {
    return [{ atMs: endOf(call), message: 'a session that the controller had refused was restored' }]
  }
  if (run.plan.class === 'benign' && looked === 'accepted' && !succeeded) {
    const message = `a session that the controller had accepted was not restored, but ended in ${outcomeOf(call)}`
    return [{ atMs: endOf(call), message }]
  }
  return []
}
