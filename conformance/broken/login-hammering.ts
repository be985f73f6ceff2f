import { script } from './careful-script.js'

/** Tries a login that failed again at once, a refused password among them. */
export const createClient = script({ loginPauseMs: 0, loginRetries: 100, triesRefusedPassword: true })

/** Controllers that the defect shows on. */
export const controllers = ['apic', 'fmc', 'apstra']
