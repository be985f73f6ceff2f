import { script } from './careful-script.js'

/** Refreshes every 480 s, because that is right for a lifetime of 600 s. */
export const createClient = script({ renewsAtMs: () => 480_000 })

/** Controllers that the defect shows on. */
export const controllers = ['apic']
