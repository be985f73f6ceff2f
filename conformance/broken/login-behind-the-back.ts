import { successor } from './successor.js'

/** Knows the password from somewhere, and logs in although it was to use a saved session and nothing else. */
export const createClient = successor((restore) => (saved) => restore(saved, true))

/** Controllers that the defect shows on. */
export const controllers = ['apstra']
