import { CONTROLLER_KINDS } from '../../simulator/index.js'
import { idPattern } from '../id-pattern.js'
import * as apicAbsolute from './apic/absolute.js'
import * as apicRbac from './apic/rbac.js'
import * as apicRefresh from './apic/refresh.js'
import * as apicSessions from './apic/sessions.js'
import * as apicSettings from './apic/settings.js'
import * as apicSignature from './apic/signature.js'
import * as apicSubscriptions from './apic/subscriptions.js'
import * as apicThrottle from './apic/throttle.js'
import * as apstraAbsolute from './apstra/absolute.js'
import * as apstraGenerations from './apstra/generations.js'
import * as apstraLoginRate from './apstra/login-rate.js'
import * as apstraLogoutScope from './apstra/logout-scope.js'
import * as apstraRbac from './apstra/rbac.js'
import * as apstraSavedSessions from './apstra/saved-sessions.js'
import * as apstraTasks from './apstra/tasks.js'
import type { Case } from './case.js'
import * as fmcBrowserSession from './fmc/browser-session.js'
import * as fmcLimits from './fmc/limits.js'
import * as fmcPaging from './fmc/paging.js'
import * as fmcRbac from './fmc/rbac.js'
import * as fmcRefresh from './fmc/refresh.js'
import * as fmcSecondLogin from './fmc/second-login.js'
import { clockCases } from './shared/clock.js'
import { SHARED_FACTS } from './shared/facts.js'
import { loginCases } from './shared/login.js'
import { logoutCases } from './shared/logout.js'
import { recoveryCases } from './shared/recovery.js'

const OWN: readonly Case[] = [
  ...apicRefresh.refreshCases,
  ...apicAbsolute.absoluteCases,
  ...apicRbac.rbacCases,
  ...apicSignature.signatureCases,
  ...apicSessions.sessionCases,
  ...apicSettings.settingsCases,
  ...apicSubscriptions.subscriptionCases,
  ...apicThrottle.throttleCases,
  ...fmcRefresh.refreshCases,
  ...fmcBrowserSession.browserSessionCases,
  ...fmcLimits.limitCases,
  ...fmcSecondLogin.secondLoginCases,
  ...fmcPaging.pagingCases,
  ...fmcRbac.rbacCases,
  ...apstraAbsolute.absoluteCases,
  ...apstraGenerations.generationCases,
  ...apstraLogoutScope.logoutScopeCases,
  ...apstraLoginRate.loginRateCases,
  ...apstraTasks.taskCases,
  ...apstraSavedSessions.savedSessionCases,
  ...apstraRbac.rbacCases,
]

/** Every conformance case, controller by controller. */
export const CASES: readonly Case[] = CONTROLLER_KINDS.flatMap((controller) => {
  const facts = SHARED_FACTS[controller]
  return [
    ...OWN.filter((own) => own.controller === controller),
    ...clockCases(facts),
    ...loginCases(facts),
    ...logoutCases(facts),
    ...recoveryCases(facts),
  ]
})

/**
 * Cases whose id matches a pattern, in which `*` stands for any characters and `?` for one.
 * @param pattern such as `apic.refresh.*` or `*.clock.*`
 */
export function casesMatching(cases: readonly Case[], pattern: string): Case[] {
  const expression = idPattern(pattern)
  return cases.filter(({ id }) => expression.test(id))
}

export type { Case, CasePlan, Judge } from './case.js'
export { planOf } from './case.js'
