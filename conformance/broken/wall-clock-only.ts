import { script } from './careful-script.js'

/** Measures the age of its token with the wall clock, which can be set back. */
export const createClient = script({ clock: 'wall' })

/** Controllers that the defect shows on. */
export const controllers = ['apic', 'fmc', 'apstra']
