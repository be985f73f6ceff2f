import type { z } from 'zod'
import { ApicController } from './apic/apic-controller.js'
import { apicOptionsSchema } from './apic/options.js'
import { ApstraController } from './apstra/apstra-controller.js'
import { apstraOptionsSchema } from './apstra/options.js'
import type { Controller, ControllerContext } from './controller.js'
import { FmcController } from './fmc/fmc-controller.js'
import { fmcOptionsSchema } from './fmc/options.js'
import type { ControllerKind } from './journal/entries.js'

/** Options of each controller, with their defaults and meaning. */
export const CONTROLLER_OPTIONS = {
  apic: apicOptionsSchema,
  fmc: fmcOptionsSchema,
  apstra: apstraOptionsSchema,
} satisfies Record<ControllerKind, z.ZodType>

/**
 * Makes a controller.
 * @param options what is left out has its default
 * @throws z.ZodError when an option does not fit
 */
export function createController(
  kind: ControllerKind,
  context: ControllerContext,
  options: Record<string, unknown>,
): Controller {
  switch (kind) {
    case 'apic':
      return new ApicController(context, apicOptionsSchema.parse(options))
    case 'fmc':
      return new FmcController(context, fmcOptionsSchema.parse(options))
    case 'apstra':
      return new ApstraController(context, apstraOptionsSchema.parse(options))
  }
}

/**
 * Name and password of a controller's first account, empty where there is none, and its API token where the controller
 * has no login.
 * @param options of the controller; what is left out has its default
 * @throws z.ZodError when one does not fit
 */
export function firstAccount(
  kind: ControllerKind,
  options: Record<string, unknown>,
): { username: string; password: string; apiToken?: string | undefined } {
  if (kind === 'fmc') {
    const { users, authentication } = CONTROLLER_OPTIONS.fmc.parse(options)
    const { name: username, password, apiToken } = users[0]!
    return { username, password, ...(authentication === 'bearer' ? { apiToken } : {}) }
  }
  const [account] = CONTROLLER_OPTIONS[kind].parse(options).users
  if (account === undefined) return { username: '', password: '' }
  return { username: 'name' in account ? account.name : account.username, password: account.password }
}
