import { type PropertyRule, type SettableProperty, text } from './properties.js'
import { RnFormat } from './rn-format.js'

/** A class of managed objects. */
export interface MoClass {
  readonly name: string
  readonly rn: RnFormat
  /** Classes that it can stand under; none for a root, `any` for one that annotates whatever there is. */
  readonly parents: readonly string[] | 'any'
  /** All properties that its objects show, in the order shown, with their defaults. */
  readonly defaults: Readonly<Record<string, string>>
  /** Properties that a client can set, naming ones excepted, with what they can be set to. */
  readonly settable: ReadonlyMap<string, PropertyRule>
  /** Properties that are accepted and never shown. */
  readonly secret: ReadonlySet<string>
  /** Whether clients can make and change its objects. */
  readonly configurable: boolean
  /** Roles besides `admin` that may write it; `anyone` for a class that is only passed through on the way down. */
  readonly writeRoles: readonly string[] | 'anyone'
  /** Roles besides `admin` and `read-all` that may read it; all unless given. */
  readonly readRoles: readonly string[] | undefined
  /** For a relation by name: how the target's DN follows from the property that names it. */
  readonly relation: { readonly naming: string; readonly targetPrefix: string } | undefined
  /** Whether its objects point to others. */
  readonly isRelation: boolean
  /** RNs of the children that appear with each of its objects. */
  readonly implicitChildren: readonly string[]
  /** Properties to which the fabric assigns a number of its own, with what the number counts. */
  readonly assigned: ReadonlyMap<string, AssignedNumber>
}

/** What the fabric numbers: policy tags, and segments of its VXLAN overlay. */
export type AssignedNumber = 'policy-tag' | 'segment'

/** A class as the class files write it down. */
export interface ClassRecord {
  /** RN format; see {@link RnFormat}. */
  rn: string
  parents?: string[] | 'any'
  /** Properties that a client can set; a bare string is the default of one that takes any text. */
  config?: Record<string, string | SettableProperty>
  /** Rules for naming properties, where a class has any. */
  naming?: Record<string, SettableProperty>
  /** Properties that only the controller sets, with their defaults. */
  oper?: Record<string, string>
  secret?: string[]
  configurable?: false
  writeRoles: string[] | 'anyone'
  readRoles?: string[]
  relation?: { naming: string; targetPrefix: string }
  implicitChildren?: string[]
  /** Properties that show their default until the fabric has assigned a number to them. */
  assigned?: Record<string, { initial: string; number: AssignedNumber }>
}

/** Properties that each object has [C: PY capture, INS]. `dn`, `modTs`, `monPolDn` and `uid` are filled in object by object. */
const COMMON = {
  annotation: '',
  childAction: '',
  dn: '',
  extMngdBy: '',
  lcOwn: 'local',
  modTs: '',
  monPolDn: '',
  status: '',
  uid: '0',
  userdom: ':all:',
}

const COMMON_CONFIG: Record<string, SettableProperty> = {
  annotation: text('', 128),
  userdom: text(':all:', 1024),
}

/** Makes a class of its record. */
export function moClass(name: string, record: ClassRecord): MoClass {
  const { config = {}, naming = {}, oper = {}, secret = [], relation, assigned = {} } = record
  const rn = new RnFormat(record.rn)
  const settable = new Map<string, PropertyRule>()
  const shown: Record<string, string> = { ...COMMON, ...oper }
  for (const [property, given] of Object.entries({ ...config, ...COMMON_CONFIG })) {
    const { initial, rule } = typeof given === 'string' ? text(given) : given
    shown[property] = initial
    settable.set(property, rule)
  }
  for (const [property, { initial }] of Object.entries(assigned)) shown[property] = initial
  for (const property of rn.naming) shown[property] = ''
  if (relation !== undefined) Object.assign(shown, { state: 'missing-target', tDn: '' })
  for (const [property, { rule }] of Object.entries(naming)) settable.set(property, rule)
  return {
    name,
    rn,
    parents: record.parents ?? [],
    // Recent releases show properties in alphabetical order.
    defaults: Object.fromEntries(Object.entries(shown).sort(([a], [b]) => (a < b ? -1 : 1))),
    settable,
    secret: new Set(secret),
    configurable: record.configurable ?? true,
    writeRoles: record.writeRoles,
    readRoles: record.readRoles,
    relation,
    isRelation: /^[a-z]\w*?Rs[A-Z]/.test(name),
    implicitChildren: record.implicitChildren ?? [],
    assigned: new Map(Object.entries(assigned).map(([property, { number }]) => [property, number])),
  }
}
