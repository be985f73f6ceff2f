import { script } from './careful-script.js'

/** Waits for a status word that no task of a blueprint ever has. */
export const createClient = script({ endsOfTasks: ['success'] })

/** Controllers that the defect shows on. */
export const controllers = ['apstra']
