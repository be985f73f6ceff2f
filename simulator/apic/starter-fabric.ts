import { type ResolvedDn, resolveDn } from './model/distinguished-name.js'
import type { StarterObject } from './model/object-store.js'
import type { ApicOptions, ApicUser } from './options.js'
import { PREDEFINED_ROLES } from './roles.js'

/** Numeric user id of the first account [C: captures show 15374 for admin]; the others count up from it (guess). */
export const FIRST_UNIX_USER_ID = 15374

/** What each fabric starts with, besides what options decide: DNs and the values that differ from the defaults. */
const FIXED: readonly [dn: string, values?: Record<string, string>][] = [
  ['uni'],
  ['uni/userext'],
  ['uni/userext/pkiext'],
  ...['all', 'common', 'mgmt'].map((name): [string] => [`uni/userext/domain-${name}`]),
  ...PREDEFINED_ROLES.map((name): [string, Record<string, string>] => [
    `uni/userext/role-${name}`,
    { priv: name },
  ]),
  ['uni/infra'],
  ['uni/fabric'],
  ['uni/fabric/comm-default'],
  ...['common', 'infra', 'mgmt'].flatMap((name): [string][] => [
    [`uni/tn-${name}`],
    [`uni/tn-${name}/domain-${name}`],
  ]),
  ['topology'],
  ['topology/pod-1'],
]

/** Nodes of the fabric; serial numbers are of our own making, in the product's form. */
const NODES = [
  { id: 1, name: 'apic1', role: 'controller', model: 'APIC-SERVER-M3', serial: 'MDR0000C001' },
  { id: 101, name: 'leaf101', role: 'leaf', model: 'N9K-C93180YC-FX', serial: 'MDR0000L101' },
  { id: 102, name: 'leaf102', role: 'leaf', model: 'N9K-C93180YC-FX', serial: 'MDR0000L102' },
  { id: 201, name: 'spine201', role: 'spine', model: 'N9K-C9332C', serial: 'MDR0000S201' },
  { id: 202, name: 'spine202', role: 'spine', model: 'N9K-C9332C', serial: 'MDR0000S202' },
] as const

type Node = (typeof NODES)[number]

const FIXED_OBJECTS: readonly StarterObject[] = FIXED.map(([dn, shown = {}]) => ({
  place: resolveDn(dn),
  shown,
}))

const NODE_PLACES = new Map(
  NODES.map((node) => {
    const dn = `topology/pod-1/node-${node.id}`
    const running =
      node.role === 'controller'
        ? [`${dn}/sys/ctrlrfwstatuscont`, `${dn}/sys/ctrlrfwstatuscont/ctrlrrunning`]
        : [`${dn}/sys/fwstatuscont`, `${dn}/sys/fwstatuscont/running`]
    return [node, [dn, `${dn}/sys`, ...running].map(resolveDn)]
  }),
)

/** Places by DN: the same few are asked for by each controller that is made. */
const KNOWN_PLACES = new Map<string, ResolvedDn>()
const MOST_PLACES = 1000

function placeOf(dn: string): ResolvedDn {
  const known = KNOWN_PLACES.get(dn)
  if (known !== undefined) return known
  const place = resolveDn(dn)
  if (KNOWN_PLACES.size >= MOST_PLACES) KNOWN_PLACES.clear()
  KNOWN_PLACES.set(dn, place)
  return place
}

/**
 * The objects that a controller starts with: the inventory of a fabric with one controller, two leaves and two spines;
 * tenants common, infra and mgmt; predefined roles; and what the options say of users, login domains and sessions.
 */
export function* starterFabric(options: ApicOptions): Generator<StarterObject> {
  yield* FIXED_OBJECTS
  for (const node of NODES) yield* nodeObjects(node, options.version)
  yield* policies(options)
  yield* loginDomains(options)
  for (const [index, user] of options.users.entries()) yield* userObjects(user, FIRST_UNIX_USER_ID + index)
}

function* nodeObjects(node: Node, controllerVersion: string): Generator<StarterObject> {
  const { id, name, role, model, serial } = node
  const [own, system, container, running] = NODE_PLACES.get(node)!
  const isController = role === 'controller'
  // Switches run the image of the controller's release, whose name begins with `n9000-1` (guess from release notes).
  const version = isController ? controllerVersion : `n9000-1${controllerVersion}`
  const address = `10.0.${isController ? 0 : 64}.${id % 256}`
  yield {
    place: own!,
    shown: { name, role, model, serial, address, version, fabricSt: isController ? 'unknown' : 'active' },
  }
  yield { place: system!, shown: { id: String(id), name, role, serial, address, version } }
  yield { place: container!, shown: {} }
  yield { place: running!, shown: { version } }
}

function* policies(options: ApicOptions): Generator<StarterObject> {
  const { lockout, globalThrottle } = options
  for (const scheme of ['https', 'http']) {
    yield {
      place: placeOf(`uni/fabric/comm-default/${scheme}`),
      shown: {
        globalThrottleSt: globalThrottle.enabled ? 'enabled' : 'disabled',
        globalThrottleRate: String(globalThrottle.rate),
        globalThrottleUnit: globalThrottle.unit,
      },
    }
  }
  yield {
    place: placeOf('uni/userext/pkiext/webtokendata'),
    shown: {
      webtokenTimeoutSeconds: String(options.refreshTimeoutSeconds),
      maximumValidityPeriod: String(options.maximumLifetimeSeconds / 3600),
      uiIdleTimeoutSeconds: String(options.guiIdleTimeoutSeconds),
    },
  }
  yield {
    place: placeOf('uni/userext/blockloginp'),
    shown: {
      enableLoginBlock: lockout.enabled ? 'enable' : 'disable',
      maxFailedAttempts: String(lockout.maxFailedAttempts),
      maxFailedAttemptsWindow: String(lockout.windowMinutes),
      blockDuration: String(lockout.blockMinutes),
    },
  }
}

function* loginDomains(options: ApicOptions): Generator<StarterObject> {
  for (const { name, realm } of options.loginDomains) {
    const dn = `uni/userext/logindomain-${name}`
    yield { place: placeOf(dn), shown: {} }
    yield { place: placeOf(`${dn}/domainauth`), shown: { realm } }
  }
}

function* userObjects(user: ApicUser, unixUserId: number): Generator<StarterObject> {
  const dn = `uni/userext/user-${user.name}`
  const { firstName, lastName } = user
  yield {
    place: placeOf(dn),
    shown: {
      firstName,
      lastName,
      unixUserId: String(unixUserId),
      accountStatus: user.locked ? 'inactive' : 'active',
    },
    secret: { pwd: user.password },
  }
  for (const { name: domain, roles } of user.domains) {
    yield { place: placeOf(`${dn}/userdomain-${domain}`), shown: {} }
    for (const { name, privilege } of roles) {
      const place = placeOf(`${dn}/userdomain-${domain}/role-${name}`)
      yield { place, shown: { privType: privilege === 'write' ? 'writePriv' : 'readPriv' } }
    }
  }
  for (const { name, pem } of user.certificates) {
    yield { place: placeOf(`${dn}/usercert-${name}`), shown: { data: pem } }
  }
}
