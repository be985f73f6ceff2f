import { script } from './careful-script.js'

/** Compares the token's `exp` with its own wall clock, as if the two machines had one. */
export const createClient = script({ clock: 'expiry-claim' })

/** Controllers that the defect shows on. */
export const controllers = ['apstra']
