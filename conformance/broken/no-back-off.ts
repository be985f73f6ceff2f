import { script } from './careful-script.js'

/** Sends a call that was turned away with 429 or 503 again at once. */
export const createClient = script({ throttlePauseMs: 0, throttledRetries: 100, repeatsUnavailable: true })

/** Controllers that the defect shows on. */
export const controllers = ['apic', 'fmc', 'apstra']
