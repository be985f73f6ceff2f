import type { ControllerKind } from '../../simulator/index.js'
import type { CreateClient } from '../client-under-test.js'
import * as endlessLogin from './endless-login.js'
import * as gapUnsaid from './gap-unsaid.js'
import * as loginBehindTheBack from './login-behind-the-back.js'
import * as loginForEachRefusal from './login-for-each-refusal.js'
import * as loginHammering from './login-hammering.js'
import * as monotonicClockOnly from './monotonic-clock-only.js'
import * as neverLogsOut from './never-logs-out.js'
import * as noBackOff from './no-back-off.js'
import * as noLimits from './no-limits.js'
import * as noRefresh from './no-refresh.js'
import * as noResubscription from './no-resubscription.js'
import * as oldTokenAfterRefresh from './old-token-after-refresh.js'
import * as ownClockAgainstExpiryClaim from './own-clock-against-expiry-claim.js'
import * as pagingDropsTheRest from './paging-drops-the-rest.js'
import * as pagingStartsOver from './paging-starts-over.js'
import * as permissionTakenForExpiry from './permission-taken-for-expiry.js'
import * as refreshAfterRefusal from './refresh-after-refusal.js'
import * as refreshAt480Seconds from './refresh-at-480-seconds.js'
import * as refreshInTheLastSecond from './refresh-in-the-last-second.js'
import * as refreshUnderRequests from './refresh-under-requests.js'
import * as repeatedWrites from './repeated-writes.js'
import * as restoreUnchecked from './restore-unchecked.js'
import * as taskAwaitedForEver from './task-awaited-for-ever.js'
import * as throttlingTakenForExpiry from './throttling-taken-for-expiry.js'
import * as twoRefreshesAtOnce from './two-refreshes-at-once.js'
import * as wallClockOnly from './wall-clock-only.js'

/** A client with one defect, which the suite and the properties must catch. */
export interface BrokenClient {
  /** Named for the defect; the file of the same name in this folder is a module for `--client`. */
  name: string
  createClient: CreateClient
  /** Controllers that the defect shows on. */
  controllers: readonly ControllerKind[]
}

const MODULES: Record<string, { createClient: CreateClient; controllers: string[] }> = {
  'endless-login': endlessLogin,
  'gap-unsaid': gapUnsaid,
  'login-behind-the-back': loginBehindTheBack,
  'login-for-each-refusal': loginForEachRefusal,
  'login-hammering': loginHammering,
  'monotonic-clock-only': monotonicClockOnly,
  'never-logs-out': neverLogsOut,
  'no-back-off': noBackOff,
  'no-limits': noLimits,
  'no-refresh': noRefresh,
  'no-resubscription': noResubscription,
  'old-token-after-refresh': oldTokenAfterRefresh,
  'own-clock-against-expiry-claim': ownClockAgainstExpiryClaim,
  'paging-drops-the-rest': pagingDropsTheRest,
  'paging-starts-over': pagingStartsOver,
  'permission-taken-for-expiry': permissionTakenForExpiry,
  'refresh-after-refusal': refreshAfterRefusal,
  'refresh-at-480-seconds': refreshAt480Seconds,
  'refresh-in-the-last-second': refreshInTheLastSecond,
  'refresh-under-requests': refreshUnderRequests,
  'repeated-writes': repeatedWrites,
  'restore-unchecked': restoreUnchecked,
  'task-awaited-for-ever': taskAwaitedForEver,
  'throttling-taken-for-expiry': throttlingTakenForExpiry,
  'two-refreshes-at-once': twoRefreshesAtOnce,
  'wall-clock-only': wallClockOnly,
}

/** Every broken client. */
export const BROKEN_CLIENTS: readonly BrokenClient[] = Object.entries(MODULES).map(
  ([name, { createClient, controllers }]) => ({
    name,
    createClient,
    controllers: controllers as ControllerKind[],
  }),
)
