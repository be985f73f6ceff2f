import { script } from './careful-script.js'

/** Refreshes while requests with the old token are under way. */
export const createClient = script({ waitsForRequests: false })

/** Controllers that the defect shows on. */
export const controllers = ['apic', 'fmc']
