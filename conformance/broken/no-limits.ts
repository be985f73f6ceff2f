import { script } from './careful-script.js'

/** Refreshes for ever: past the absolute limit, and a fourth time. */
export const createClient = script({ heedsLimits: false })

/** Controllers that the defect shows on. */
export const controllers = ['apic', 'fmc']
