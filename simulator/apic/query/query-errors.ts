import { ApicError } from '../errors.js'

/** A filter that cannot be read [status, code and text guess]. @param position in the filter, in characters from 0 */
export const malformedFilter = (position: number) =>
  new ApicError(400, 400, `Request failed, invalid filter expression at position ${position}`)

/** A pattern that `wcard` does not take, such as one with a leading `*` [that it is refused L: NI; text guess]. */
export const malformedPattern = (pattern: string) =>
  new ApicError(400, 301, `invalid wildcard pattern '${pattern}'`)

/** A query option with a value that it does not have [status, code and text guess]. */
export const invalidOption = (option: string, value: string) =>
  new ApicError(400, 400, `Request failed, invalid value '${value}' for option ${option}`)
