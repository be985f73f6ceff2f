import { script } from './careful-script.js'

/** Refreshes in time, and goes on with the old token. */
export const createClient = script({ adoptsNewToken: false })

/** Controllers that the defect shows on. */
export const controllers = ['apic', 'fmc']
