import { script } from './careful-script.js'

/** Takes a list for read when its session was renewed between two pages. */
export const createClient = script({ pagingAfterRenewal: 'drops-the-rest' })

/** Controllers that the defect shows on. */
export const controllers = ['fmc']
