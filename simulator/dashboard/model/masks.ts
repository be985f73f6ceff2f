/** What stands in a journal where a password stood. */
export const MASK = '[masked]'

/** What stands in a journal where a token stood. */
export const SHORT_FINGERPRINT = /#[0-9a-f]{8}(?![0-9a-f])/g
