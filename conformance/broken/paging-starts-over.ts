import { script } from './careful-script.js'

/** Begins a list again when its session was renewed between two pages, and gives the first objects twice. */
export const createClient = script({ pagingAfterRenewal: 'starts-over' })

/** Controllers that the defect shows on. */
export const controllers = ['fmc']
