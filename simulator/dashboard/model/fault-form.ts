import type { FaultKind, OptionSchema } from './wire.js'

/** One field of the form with which a fault's option is given. */
export interface OptionField {
  name: string
  input: 'number' | 'text' | 'choice' | 'yes-no'
  required: boolean
  /** What counts when the field is left empty. */
  fallback: string
  choices: string[]
  min?: number
  max?: number
  about: string
}

/** The fields that the options of a kind of fault need, in the order of its schema. */
export function fieldsOf({ options }: FaultKind): OptionField[] {
  const required = new Set(options.required ?? [])
  return Object.entries(options.properties ?? {}).map(([name, schema]) => ({
    name,
    input: inputOf(schema),
    required: required.has(name) && schema.default === undefined,
    fallback: schema.default === undefined ? '' : String(schema.default),
    choices: (schema.enum ?? []).map(String),
    ...within(schema),
    about: schema.description ?? '',
  }))
}

/** Options as the control API wants them; fields that were left empty are left out. */
export function optionsFrom(
  fields: readonly OptionField[],
  given: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const options: Record<string, unknown> = {}
  for (const { name, input } of fields) {
    const text = given[name] ?? ''
    if (text === '') continue
    if (input === 'number') options[name] = Number(text)
    else options[name] = input === 'yes-no' ? text === 'yes' : text
  }
  return options
}

function inputOf({ type, enum: choices }: OptionSchema): OptionField['input'] {
  if (choices !== undefined) return 'choice'
  if (type === 'integer' || type === 'number') return 'number'
  return type === 'boolean' ? 'yes-no' : 'text'
}

/** Bounds of a number; those that come from the range of numbers in general say nothing. */
function within({ minimum, maximum }: OptionSchema): { min?: number; max?: number } {
  return {
    ...(minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? {} : { min: minimum }),
    ...(maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? {} : { max: maximum }),
  }
}
