/** A class of managed objects, as data. */
export interface MoClass {
  readonly name: string
  /** Text that its RN begins with; the whole RN where there is no naming property. */
  readonly rnPrefix: string
  /** The property that completes the RN; undefined for a class of which a parent has one object at most. */
  readonly naming: string | undefined
  /** Whether the naming value stands in brackets, because it can contain `/`. */
  readonly bracketed: boolean
  /** Classes that it can stand under; none for the root. */
  readonly parents: readonly string[]
  /** All properties that its objects show, in the order shown, with their defaults. */
  readonly defaults: Readonly<Record<string, string>>
  /** Properties that a client can set. */
  readonly settable: ReadonlySet<string>
  /** Properties that are accepted and never shown. */
  readonly secret: ReadonlySet<string>
  /** Roles besides `admin` that may write it; `anyone` for a class that is only passed through on the way down. */
  readonly writeRoles: readonly string[] | 'anyone'
  /** Roles besides `admin` and `read-all` that may read it; all unless given. */
  readonly readRoles: readonly string[] | undefined
  /** For a relation by name: how the target's DN follows from the property that names it. */
  readonly relation: { readonly naming: string; readonly targetPrefix: string } | undefined
}

interface ClassRecord {
  rn: string
  parents?: string[]
  config?: Record<string, string>
  secret?: string[]
  writeRoles: string[] | 'anyone'
  readRoles?: string[]
  relation?: { naming: string; targetPrefix: string }
}

/** Properties that each object has [C: PY capture, INS]. `dn`, `modTs` and `uid` are filled in object by object. */
const COMMON = {
  annotation: '',
  childAction: '',
  dn: '',
  extMngdBy: '',
  lcOwn: 'local',
  modTs: '',
  status: '',
  uid: '0',
  userdom: ':all:',
}
const COMMON_SETTABLE = ['annotation']

const TENANT = ['tenant-admin']
const DESCRIBED = { descr: '', nameAlias: '', ownerKey: '', ownerTag: '' }
const RELATION = { state: 'missing-target', tDn: '' }

/**
 * Classes with RN format, containment [C: AP, AN, AG] and properties with defaults [C in part; guess where no capture
 * shows them]. Who may write follows Cisco's predefined roles [C: model; per class guess].
 */
const RECORDS: Record<string, ClassRecord> = {
  polUni: { rn: 'uni', writeRoles: 'anyone' },
  fvTenant: { rn: 'tn-{name}', parents: ['polUni'], config: DESCRIBED, writeRoles: TENANT },
  fvCtx: {
    rn: 'ctx-{name}',
    parents: ['fvTenant'],
    config: {
      ...DESCRIBED,
      bdEnforcedEnable: 'no',
      ipDataPlaneLearning: 'enabled',
      knwMcastAct: 'permit',
      pcEnfDir: 'ingress',
      pcEnfPref: 'enforced',
    },
    writeRoles: TENANT,
  },
  fvBD: {
    rn: 'BD-{name}',
    parents: ['fvTenant'],
    config: {
      ...DESCRIBED,
      arpFlood: 'no',
      epMoveDetectMode: '',
      ipLearning: 'yes',
      limitIpLearnToSubnets: 'yes',
      mac: '00:22:BD:F8:19:FF',
      mtu: 'inherit',
      multiDstPktAct: 'bd-flood',
      type: 'regular',
      unicastRoute: 'yes',
      unkMacUcastAct: 'proxy',
      unkMcastAct: 'flood',
    },
    writeRoles: TENANT,
  },
  fvSubnet: {
    rn: 'subnet-[{ip}]',
    parents: ['fvBD', 'fvAEPg'],
    config: { ctrl: 'nd', descr: '', nameAlias: '', preferred: 'no', scope: 'private', virtual: 'no' },
    writeRoles: TENANT,
  },
  fvRsCtx: {
    rn: 'rsctx',
    parents: ['fvBD'],
    config: { tnFvCtxName: '' },
    writeRoles: TENANT,
    relation: { naming: 'tnFvCtxName', targetPrefix: 'ctx-' },
  },
  fvAp: {
    rn: 'ap-{name}',
    parents: ['fvTenant'],
    config: { ...DESCRIBED, prio: 'unspecified' },
    writeRoles: TENANT,
  },
  fvAEPg: {
    rn: 'epg-{name}',
    parents: ['fvAp'],
    config: {
      descr: '',
      exceptionTag: '',
      floodOnEncap: 'disabled',
      isAttrBasedEPg: 'no',
      matchT: 'AtleastOne',
      nameAlias: '',
      pcEnfPref: 'unenforced',
      prefGrMemb: 'exclude',
      prio: 'unspecified',
      shutdown: 'no',
    },
    writeRoles: TENANT,
  },
  fvRsBd: {
    rn: 'rsbd',
    parents: ['fvAEPg'],
    config: { tnFvBDName: '' },
    writeRoles: TENANT,
    relation: { naming: 'tnFvBDName', targetPrefix: 'BD-' },
  },
  vzBrCP: {
    rn: 'brc-{name}',
    parents: ['fvTenant'],
    config: {
      ...DESCRIBED,
      intent: 'install',
      prio: 'unspecified',
      scope: 'context',
      targetDscp: 'unspecified',
    },
    writeRoles: TENANT,
  },
  vzSubj: {
    rn: 'subj-{name}',
    parents: ['vzBrCP'],
    config: {
      consMatchT: 'AtleastOne',
      descr: '',
      nameAlias: '',
      prio: 'unspecified',
      provMatchT: 'AtleastOne',
      revFltPorts: 'yes',
      targetDscp: 'unspecified',
    },
    writeRoles: TENANT,
  },
  vzFilter: { rn: 'flt-{name}', parents: ['fvTenant'], config: DESCRIBED, writeRoles: TENANT },
  vzEntry: {
    rn: 'e-{name}',
    parents: ['vzFilter'],
    config: {
      applyToFrag: 'no',
      arpOpc: 'unspecified',
      dFromPort: 'unspecified',
      dToPort: 'unspecified',
      descr: '',
      etherT: 'unspecified',
      nameAlias: '',
      prot: 'unspecified',
      sFromPort: 'unspecified',
      sToPort: 'unspecified',
      stateful: 'no',
      tcpRules: '',
    },
    writeRoles: TENANT,
  },
  aaaDomainRef: {
    rn: 'domain-{name}',
    parents: ['fvTenant'],
    config: { descr: '', nameAlias: '' },
    writeRoles: ['aaa'],
  },
  aaaUserEp: { rn: 'userext', parents: ['polUni'], config: DESCRIBED, writeRoles: ['aaa'] },
  aaaUser: {
    rn: 'user-{name}',
    parents: ['aaaUserEp'],
    config: {
      accountStatus: 'active',
      descr: '',
      email: '',
      expiration: 'never',
      expires: 'no',
      firstName: '',
      lastName: '',
      nameAlias: '',
      phone: '',
    },
    secret: ['pwd'],
    writeRoles: ['aaa'],
    readRoles: ['aaa'],
  },
  infraInfra: { rn: 'infra', parents: ['polUni'], config: DESCRIBED, writeRoles: ['access-admin'] },
  fabricInst: { rn: 'fabric', parents: ['polUni'], config: DESCRIBED, writeRoles: ['fabric-admin'] },
}

const RN_FORMAT = /^([^{[]*)(\[?)(?:\{(\w+)\}\]?)?$/

/** All classes, by name. */
export const CLASSES: ReadonlyMap<string, MoClass> = new Map(
  Object.entries(RECORDS).map(([name, record]) => [name, toClass(name, record)]),
)

/** Classes that can stand under a class, longest RN prefix first. */
export const CHILD_CLASSES: ReadonlyMap<string, readonly MoClass[]> = new Map(
  [...CLASSES.keys()].map((parent) => [
    parent,
    [...CLASSES.values()]
      .filter(({ parents }) => parents.includes(parent))
      .sort((a, b) => b.rnPrefix.length - a.rnPrefix.length),
  ]),
)

function toClass(name: string, record: ClassRecord): MoClass {
  const [, rnPrefix = '', bracket, naming] = RN_FORMAT.exec(record.rn)!
  const { config = {}, relation, secret = [] } = record
  const shown = {
    ...COMMON,
    ...config,
    ...(naming === undefined ? {} : { [naming]: '' }),
    ...(relation === undefined ? {} : RELATION),
  }
  return {
    name,
    rnPrefix,
    naming,
    bracketed: bracket === '[',
    parents: record.parents ?? [],
    // Recent releases show properties in alphabetical order.
    defaults: Object.fromEntries(Object.entries(shown).sort(([a], [b]) => (a < b ? -1 : 1))),
    settable: new Set([...COMMON_SETTABLE, ...Object.keys(config)]),
    secret: new Set(secret),
    writeRoles: record.writeRoles,
    readRoles: record.readRoles,
    relation,
  }
}
