import { script } from './careful-script.js'

/** Measures the age of its token with a clock that stands still while the laptop sleeps. */
export const createClient = script({ clock: 'monotonic' })

/** Controllers that the defect shows on. */
export const controllers = ['apic', 'fmc', 'apstra']
