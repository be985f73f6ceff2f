import { script } from './careful-script.js'

/** Waits for the controller to refuse, then refreshes or logs in, and repeats the request. */
export const createClient = script({ renews: 'after-refusal' })

/** Controllers that the defect shows on. */
export const controllers = ['apic', 'fmc', 'apstra']
