import { clockReadRoutes, clockRoutes } from './clock.js'
import { eventRoutes } from './events.js'
import { exportRoutes } from './export.js'
import { faultReadRoutes, faultRoutes } from './faults.js'
import { journalRoutes } from './journal.js'
import { lifecycleReadRoutes, lifecycleRoutes } from './lifecycle.js'
import { metricsRoutes } from './metrics.js'
import { openApiRoutes } from './openapi.js'
import type { ControlRoute } from './route.js'
import type { ControlScope } from './scope.js'
import { sessionReadRoutes, sessionRoutes } from './sessions.js'
import { timeoutReadRoutes, timeoutRoutes } from './timeouts.js'

/** Every endpoint that only reads, of a live controller or of a recorded one. */
export const READ_ROUTES: readonly ControlRoute[] = [
  ...lifecycleReadRoutes,
  ...clockReadRoutes,
  ...sessionReadRoutes,
  ...journalRoutes,
  ...exportRoutes,
  ...eventRoutes,
  ...faultReadRoutes,
  ...timeoutReadRoutes,
  ...openApiRoutes,
]

/** Every endpoint of the control API, in the order of its index. */
export const CONTROL_ROUTES: readonly ControlRoute<ControlScope>[] = [
  ...READ_ROUTES,
  ...lifecycleRoutes,
  ...clockRoutes,
  ...sessionRoutes,
  ...faultRoutes,
  ...timeoutRoutes,
  ...metricsRoutes,
]
