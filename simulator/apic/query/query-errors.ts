import { catalogued } from '../errors.js'

/** A filter that cannot be read. @param position in the filter, in characters from 0 */
export const malformedFilter = (position: number) => catalogued('malformedFilter', { position })

/** A pattern that `wcard` does not take, such as one with a leading `*`. */
export const malformedPattern = (pattern: string) => catalogued('malformedPattern', { pattern })

/** A query option with a value that it does not have. */
export const invalidOption = (option: string, value: string) => catalogued('invalidOption', { option, value })
