import { script } from './careful-script.js'

/** Sends a write again when no answer came. */
export const createClient = script({ repeatsWrites: true })

/** Controllers that the defect shows on. */
export const controllers = ['apic', 'fmc', 'apstra']
