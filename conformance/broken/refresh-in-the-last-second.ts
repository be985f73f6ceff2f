import { script } from './careful-script.js'

/** Refreshes one second before the end, on a network that may take longer. */
export const createClient = script({ renewsAtMs: ({ lifetimeMs }) => lifetimeMs - 1000 })

/** Controllers that the defect shows on. */
export const controllers = ['apic', 'fmc', 'apstra']
