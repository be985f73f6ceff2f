import { type Mo, mo } from './encoding.js'
import type { ApicOptions } from './options.js'
import { type DomainRoles, readableRoles, roleBitmask, rolesWith } from './roles.js'
import type { Grant } from './web-sessions.js'

/** Build time and answering node that replies name; values of our own in the captured form. */
const BUILD_TIME = 'Tue Jun 02 09:14:51 PDT 2026'
const NODE = 'topology/pod-1/node-1'

/** DNs that the privilege map of a login reply lists [C: captures]. */
const MAPPED_DNS = ['uni/tn-common', 'uni/tn-infra', 'uni/tn-mgmt']

/** Settings of the controller that its login and refresh replies repeat. */
export type ReportedSettings = Pick<
  ApicOptions,
  | 'refreshTimeoutSeconds'
  | 'maximumLifetimeSeconds'
  | 'guiIdleTimeoutSeconds'
  | 'restTimeoutSeconds'
  | 'version'
  | 'refreshWrapper'
> & { siteFingerprint: string }

/** Object of a login reply: the token, its limits, and the user's domains with their roles by name [C: AN-UT, PY]. */
export function loginReply(grant: Grant, settings: ReportedSettings): Mo {
  const { domains } = grant.account
  const children = [...domains.map(domainWithRoles), ...privilegeMap(domains)]
  return mo('aaaLogin', attributesOf(grant, settings), children)
}

/** Object of a refresh reply: as at login, but the domains are flat and their roles are bit masks [C: PY capture 4.1]. */
export function refreshReply(grant: Grant, settings: ReportedSettings): Mo {
  const children = grant.account.domains.map((domain) =>
    mo('aaaUserDomain', {
      name: domain.name,
      readRoleBitmask: String(roleBitmask(domain, 'read')),
      writeRoleBitmask: String(roleBitmask(domain, 'write')),
    }),
  )
  return mo(settings.refreshWrapper, attributesOf(grant, settings), children)
}

function attributesOf(grant: Grant, settings: ReportedSettings): Record<string, string> {
  const { account, urlToken } = grant
  return {
    token: grant.token,
    ...(urlToken === undefined ? {} : { urlToken }),
    siteFingerprint: settings.siteFingerprint,
    refreshTimeoutSeconds: String(settings.refreshTimeoutSeconds),
    maximumLifetimeSeconds: String(settings.maximumLifetimeSeconds),
    guiIdleTimeoutSeconds: String(settings.guiIdleTimeoutSeconds),
    restTimeoutSeconds: String(settings.restTimeoutSeconds),
    creationTime: String(grant.creationTime),
    firstLoginTime: String(grant.firstLoginTime),
    userName: account.name,
    remoteUser: String(account.remote),
    unixUserId: String(account.unixUserId),
    sessionId: grant.sessionId,
    lastName: account.lastName,
    firstName: account.firstName,
    changePassword: 'no',
    version: settings.version,
    buildTime: BUILD_TIME,
    node: NODE,
  }
}

function domainWithRoles(domain: DomainRoles): Mo {
  const roles = (privilege: 'read' | 'write') =>
    rolesWith(domain, privilege).map((name) => mo('role', { name }))
  return mo(
    'aaaUserDomain',
    {
      name: domain.name,
      rolesR: readableRoles(domain).join(','),
      rolesW: rolesWith(domain, 'write').join(','),
    },
    [mo('aaaReadRoles', {}, roles('read')), mo('aaaWriteRoles', {}, roles('write'))],
  )
}

/** Which roles reach the system tenants; for others than `admin` in domain `all` the contents are a guess. */
function privilegeMap(domains: readonly DomainRoles[]): Mo[] {
  return MAPPED_DNS.flatMap((dn) => {
    const reaching = domains.filter(({ name }) => name === 'all' || dn === `uni/tn-${name}`)
    if (reaching.length === 0) return []
    const readPrivileges = reaching.flatMap(readableRoles).join(',')
    const writePrivileges = reaching.flatMap((domain) => rolesWith(domain, 'write')).join(',')
    return [mo('DnDomainMapEntry', { dn, readPrivileges, writePrivileges })]
  })
}
