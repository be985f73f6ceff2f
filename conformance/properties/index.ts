import type { PlanRun } from '../plans/run-plan.js'
import { backsOff } from './backs-off.js'
import { callsSucceed } from './calls-succeed.js'
import { logsOutAtClose } from './logs-out-at-close.js'
import { newestToken } from './newest-token.js'
import { noSessionRefusal } from './no-session-refusal.js'
import { noSilentLoss } from './no-silent-loss.js'
import { noStorm } from './no-storm.js'
import { pagedReadsWhole } from './paged-reads-whole.js'
import { permissionIsNotExpiry } from './permission-is-not-expiry.js'
import type { Property, Violation } from './property.js'
import { recovers } from './recovers.js'
import { restoredSessions } from './restored-sessions.js'
import { singleRenewal } from './single-renewal.js'
import { taskEndsTold } from './task-ends-told.js'
import { writesOnce } from './writes-once.js'

/** Every property, the most telling first. */
export const PROPERTIES: readonly Property[] = [
  noStorm,
  noSessionRefusal,
  permissionIsNotExpiry,
  writesOnce,
  singleRenewal,
  newestToken,
  backsOff,
  noSilentLoss,
  pagedReadsWhole,
  taskEndsTold,
  restoredSessions,
  logsOutAtClose,
  recovers,
  callsSucceed,
]

/** All violations in a run, by the properties that its class of plan is judged by. */
export function violationsOf(run: PlanRun): Violation[] {
  return PROPERTIES.filter(({ classes }) => classes.includes(run.plan.class)).flatMap((property) =>
    property.judge(run).map((found) => ({ property: property.id, ...found })),
  )
}

export type { Property, Violation } from './property.js'
