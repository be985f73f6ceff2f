import { script } from './careful-script.js'

/** Logs in once and hopes. */
export const createClient = script({ renews: 'never', loginsAfterRefusal: 0 })

/** Controllers that the defect shows on. */
export const controllers = ['apic', 'fmc', 'apstra']
