import type { TextForm } from './text-forms.js'

interface Shared {
  /** Whether a request must have it. */
  readonly required?: boolean
}

/** A text. */
export interface TextAttribute extends Shared {
  readonly kind: 'text'
  readonly form?: TextForm
  /** The only values that it may have. */
  readonly oneOf?: readonly string[]
  readonly default?: string
  /** Whether it is taken from requests and never shown, as secrets are. */
  readonly hidden?: boolean
}

/** A truth value. */
export interface FlagAttribute extends Shared {
  readonly kind: 'flag'
  readonly default?: boolean
}

/** A whole number from `min` to `max`. */
export interface NumberAttribute extends Shared {
  readonly kind: 'number'
  readonly min: number
  readonly max: number
}

/** Another object, as `{"type","id","name"}`: its id counts, and it shows the name that the object has now. */
export interface ReferenceAttribute extends Shared {
  readonly kind: 'reference'
  /** Type words that it may refer to. */
  readonly to: readonly string[]
}

/** A list of values of one kind. */
export interface ListAttribute extends Shared {
  readonly kind: 'list'
  readonly of: Attribute
  readonly minLength?: number
}

/** Members in wire order. */
export interface RecordAttribute extends Shared {
  readonly kind: 'record'
  readonly members: Attributes
  /** Whether the FMC gives it an id of its own. */
  readonly identified?: boolean
}

/** Any JSON, kept as it came: what the simulator has no opinion about. */
export interface FreeAttribute extends Shared {
  readonly kind: 'free'
  readonly default?: unknown
}

/** What one member of an object may hold. */
export type Attribute =
  | TextAttribute
  | FlagAttribute
  | NumberAttribute
  | ReferenceAttribute
  | ListAttribute
  | RecordAttribute
  | FreeAttribute

/** Members by name, in wire order. */
export type Attributes = Readonly<Record<string, Attribute>>

/** A text with rules. */
export function text(rules: Omit<TextAttribute, 'kind'> = {}): TextAttribute {
  return { kind: 'text', ...rules }
}

/** A truth value; with a default it is shown even where a request had none. */
export function flag(byDefault?: boolean): FlagAttribute {
  return byDefault === undefined ? { kind: 'flag' } : { kind: 'flag', default: byDefault }
}

/** A reference to an object of one of the types. */
export function reference(to: readonly string[], rules: Shared = {}): ReferenceAttribute {
  return { kind: 'reference', to, ...rules }
}

/** A list of references. */
export function references(to: readonly string[]): ListAttribute {
  return { kind: 'list', of: reference(to) }
}

/** Any JSON. */
export function free(byDefault?: unknown): FreeAttribute {
  return byDefault === undefined ? { kind: 'free' } : { kind: 'free', default: byDefault }
}

/** Members, with rules for the whole. */
export function record(
  members: Attributes,
  rules: Omit<RecordAttribute, 'kind' | 'members'> = {},
): RecordAttribute {
  return { kind: 'record', members, ...rules }
}

/** Something with attributes, such as a type of object. */
interface Attributed {
  readonly attributes: Attributes
}

/** What has to be looked for in the members of each type; worked out once. */
const SEARCHED = new WeakMap<Attributed, { identified: string[]; referring: [string, Attribute][] }>()

/** Names of the members that have an id of their own. */
export function identifiedParts(type: Attributed): readonly string[] {
  return searched(type).identified
}

/** Calls `visit` with each reference in values that were read by the attributes of a type. */
export function eachReference(
  type: Attributed,
  values: Readonly<Record<string, unknown>>,
  visit: (attribute: ReferenceAttribute, id: string) => void,
): void {
  for (const [name, attribute] of searched(type).referring) visitValue(attribute, values[name], visit)
}

function searched(type: Attributed) {
  let found = SEARCHED.get(type)
  if (found === undefined) {
    const entries = Object.entries(type.attributes)
    found = {
      identified: entries
        .filter(([, attribute]) => attribute.kind === 'record' && attribute.identified)
        .map(([name]) => name),
      referring: entries.filter(([, attribute]) => refers(attribute)),
    }
    SEARCHED.set(type, found)
  }
  return found
}

function refers(attribute: Attribute): boolean {
  if (attribute.kind === 'list') return refers(attribute.of)
  if (attribute.kind === 'record') return Object.values(attribute.members).some(refers)
  return attribute.kind === 'reference'
}

function visitValue(
  attribute: Attribute,
  value: unknown,
  visit: (attribute: ReferenceAttribute, id: string) => void,
): void {
  if (value === undefined) return
  if (attribute.kind === 'reference') visit(attribute, (value as { id: string }).id)
  if (attribute.kind === 'list') for (const item of value as unknown[]) visitValue(attribute.of, item, visit)
  if (attribute.kind === 'record') {
    for (const [name, member] of Object.entries(attribute.members)) {
      visitValue(member, (value as Record<string, unknown>)[name], visit)
    }
  }
}
