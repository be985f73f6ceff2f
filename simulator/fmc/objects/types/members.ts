import { type Attributes, record, references } from '../attribute.js'

/**
 * `objects` and `literals` of a group or a rule [C: SPEC, fmcapi].
 * @param to type words of what `objects` may name
 * @param literal members of one literal; without them there are no literals
 */
export function members(to: readonly string[], literal?: Attributes): Attributes {
  return {
    objects: references(to),
    ...(literal === undefined ? {} : { literals: { kind: 'list', of: record(literal) } }),
  }
}
