import type { Case } from '../case.js'
import { permissionCases } from '../shared/permission.js'

/** Refusals for want of permission: another domain than the user's. */
export const rbacCases: Case[] = permissionCases({
  controller: 'fmc',
  source: 'fireREST, LAB-105',
  confidence: 'likely',
  options: {},
})
