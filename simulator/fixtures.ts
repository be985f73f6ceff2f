import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { z } from 'zod'
import { type apicOptionsSchema, DEFAULT_APIC_USERS } from './apic/options.js'

let folder: string | undefined

/**
 * Path of a file of the package's fixtures, such as `apic/operator.key`, whether this runs from source or built.
 * @throws Error when no package is found above this file
 */
export function fixturePath(name: string): string {
  folder ??= join(packageFolder(dirname(fileURLToPath(import.meta.url))), 'fixtures')
  return join(folder, name)
}

const texts = new Map<string, string>()

/** Text of a fixture, read once. @throws Error when there is none of that name */
export function readFixture(name: string): string {
  const known = texts.get(name)
  if (known !== undefined) return known
  const text = readFileSync(fixturePath(name), 'utf8')
  texts.set(name, text)
  return text
}

/** The users that an APIC has by default, `operator` with certificate `midrun`, whose key is `apic/operator.key`. */
export function apicSampleUsers(): NonNullable<z.input<typeof apicOptionsSchema>['users']> {
  const midrun = { name: 'midrun', pem: readFixture('apic/operator.crt') }
  return DEFAULT_APIC_USERS.map((user) =>
    user.name === 'operator' ? { ...user, certificates: [midrun] } : { ...user },
  )
}

function packageFolder(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from
  const parent = dirname(from)
  if (parent === from) throw new Error('no package.json above the simulator: its fixtures cannot be found')
  return packageFolder(parent)
}
