import { script } from './careful-script.js'

/** Catches the permission refusal and logs in again. */
export const createClient = script({ takesPermissionForExpiry: true })

/** Controllers that the defect shows on. */
export const controllers = ['apic', 'fmc']
