import { script } from './careful-script.js'

/** Logs in once for each call that was refused, however many were refused together. */
export const createClient = script({ sharesRecovery: false })

/** Controllers that the defect shows on. */
export const controllers = ['apic', 'fmc', 'apstra']
