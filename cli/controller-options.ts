import { readFile } from 'node:fs/promises'
import { CONTROLLER_OPTIONS } from '../simulator/catalogue.js'
import { apicSampleUsers } from '../simulator/fixtures.js'
import { describeMisfit } from '../simulator/http/wrong-input.js'
import { CONTROLLER_KINDS, type ControllerKind } from '../simulator/journal/entries.js'
import { UsageError } from './command-line.js'
import type { SettingArguments } from './shared-options.js'

/** Options of each controller, as given: what is left out has its default. */
export type ControllerOptions = Record<ControllerKind, Record<string, unknown>>

const SETTING = /^([a-z]+)\.([A-Za-z]\w*(?:\.[A-Za-z0-9]\w*)*)=(.*)$/s

/**
 * Reads the options of all controllers from a file and from single settings, which come on top.
 * @param configFile JSON such as `{"apic":{"refreshTimeoutSeconds":60}}`
 * @param settings such as `apic.refreshTimeoutSeconds=60`; values are JSON, or text where they are not
 * @throws UsageError that names the option, what was expected and what was found
 */
export async function readControllerOptions(
  configFile: string | undefined,
  settings: readonly string[],
): Promise<ControllerOptions> {
  const options = configFile === undefined ? { apic: {}, fmc: {}, apstra: {} } : await readConfig(configFile)
  for (const setting of settings) applySetting(options, setting)
  for (const kind of CONTROLLER_KINDS) {
    const schema = CONTROLLER_OPTIONS[kind]
    const result = schema.safeParse(options[kind])
    if (!result.success) {
      throw new UsageError(`wrong option for ${kind}: ${describeMisfit(result.error, schema, options[kind])}`)
    }
  }
  return options
}

/**
 * Options of controllers that are served on ports of their own: an APIC has the sample users, one of them with a
 * certificate, unless others are given.
 * @throws UsageError as {@link readControllerOptions} does
 */
export async function optionsToServe({ config, set = [] }: SettingArguments): Promise<ControllerOptions> {
  const options = await readControllerOptions(config, set)
  if (!Object.hasOwn(options.apic, 'users')) options.apic.users = apicSampleUsers()
  return options
}

async function readConfig(file: string): Promise<ControllerOptions> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    throw new UsageError(`--config: cannot read ${file}: ${(error as Error).message}`)
  }
  let config: unknown
  try {
    config = JSON.parse(text)
  } catch {
    throw new UsageError(`--config: expected ${file} to hold JSON, and it does not`)
  }
  if (!isRecord(config))
    throw new UsageError(`--config: expected ${file} to hold an object, such as {"apic":{}}`)
  const options: ControllerOptions = { apic: {}, fmc: {}, apstra: {} }
  for (const [name, value] of Object.entries(config)) {
    const kind = CONTROLLER_KINDS.find((known) => known === name)
    if (kind === undefined) {
      throw new UsageError(
        `--config: unknown field ${JSON.stringify(name)} in ${file}: expected ${CONTROLLER_KINDS.join(', ')}`,
      )
    }
    if (!isRecord(value))
      throw new UsageError(`--config: expected ${name} in ${file} to be an object of options`)
    options[kind] = value
  }
  return options
}

function applySetting(options: ControllerOptions, setting: string): void {
  const [, name, path, text] = SETTING.exec(setting) ?? []
  const kind = CONTROLLER_KINDS.find((known) => known === name)
  if (kind === undefined || path === undefined || text === undefined) {
    const shown = setting.replace(/=.*/s, '=...')
    throw new UsageError(
      `--set: expected <controller>.<option>=<value>, such as apic.refreshTimeoutSeconds=60, found ${JSON.stringify(shown)}`,
    )
  }
  const names = path.split('.')
  const last = names.pop()!
  let at: Record<string, unknown> = options[kind]
  for (const step of names) {
    const inner = Object.hasOwn(at, step) ? at[step] : undefined
    const next = isRecord(inner) || Array.isArray(inner) ? (inner as Record<string, unknown>) : {}
    at[step] = next
    at = next
  }
  at[last] = jsonOrText(text)
  // A text such as 403 reads as a number: it is taken as text where only that fits.
  if (!CONTROLLER_OPTIONS[kind].safeParse(options[kind]).success) {
    const asJson = at[last]
    at[last] = text
    if (!CONTROLLER_OPTIONS[kind].safeParse(options[kind]).success) at[last] = asJson
  }
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
