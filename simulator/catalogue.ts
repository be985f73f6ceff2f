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

/** Name and password of an account, and its API token where the controller has no login. */
export interface AccountCredentials {
  username: string
  password: string
  apiToken?: string | undefined
}

/** A controller has no account of a name that is needed; the message says which it has. */
export class NoAccountError extends Error {
  override readonly name = 'NoAccountError'
}

/**
 * The first account of a controller, empty where there is none.
 * @param options of the controller; what is left out has its default
 * @throws z.ZodError when one does not fit
 */
export function firstAccount(kind: ControllerKind, options: Record<string, unknown>): AccountCredentials {
  return accounts(kind, options)[0] ?? { username: '', password: '' }
}

/**
 * The account of a controller that has this name.
 * @param options of the controller; what is left out has its default
 * @throws NoAccountError when there is none
 * @throws z.ZodError when an option does not fit
 */
export function accountNamed(
  kind: ControllerKind,
  options: Record<string, unknown>,
  name: string,
): AccountCredentials {
  const all = accounts(kind, options)
  const found = all.find(({ username }) => username === name)
  if (found !== undefined) return found
  const names = all.map(({ username }) => username).join(', ')
  throw new NoAccountError(
    `expected an account named ${name} among the users of ${kind}, found ${names === '' ? 'none' : names}`,
  )
}

function accounts(kind: ControllerKind, options: Record<string, unknown>): AccountCredentials[] {
  if (kind === 'fmc') {
    const { users, authentication } = CONTROLLER_OPTIONS.fmc.parse(options)
    return users.map(({ name: username, password, apiToken }) => ({
      username,
      password,
      ...(authentication === 'bearer' ? { apiToken } : {}),
    }))
  }
  return CONTROLLER_OPTIONS[kind].parse(options).users.map((user) => ({
    username: 'name' in user ? user.name : user.username,
    password: user.password,
  }))
}
