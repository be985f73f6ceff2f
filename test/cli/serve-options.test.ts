import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { controllerKinds } from '../../cli/controller-kinds.js'
import { readControllerOptions } from '../../cli/controller-options.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-config-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function configured(text: string): Promise<string> {
  const file = join(folder, 'config.json')
  await writeFile(file, text)
  return file
}

describe('options of served controllers', () => {
  it('come from a file, and single settings come on top', async () => {
    const file = await configured('{"fmc":{"accessTtlSec":60,"rate":{"perMinute":300}}}')
    expect(
      await readControllerOptions(file, [
        'fmc.accessTtlSec=5',
        'fmc.rate.key=user',
        'apstra.restart="forget"',
      ]),
    ).toEqual({
      apic: {},
      fmc: { accessTtlSec: 5, rate: { perMinute: 300, key: 'user' } },
      apstra: { restart: 'forget' },
    })
  })

  it.each([
    ['[1]', 'to hold an object'],
    ['{', 'to hold JSON, and it does not'],
    ['{"acpi":{}}', 'unknown field "acpi"'],
    ['{"apic":7}', 'expected apic in'],
    [
      '{"fmc":{"accessTtl":1}}',
      'wrong option for fmc: unknown field "accessTtl": expected release, version, ',
    ],
    [
      '{"fmc":{"rate":{"perHour":1}}}',
      'unknown field "perHour" in rate: expected enabled, perMinute, key, window, countRefused',
    ],
    [
      '{"fmc":{"onSecondLogin":"ask"}}',
      'onSecondLogin: expected one of "invalidate-previous"|"reject"|"allow", found "ask"',
    ],
    [
      '{"apstra":{"tokenTtlSeconds":"1d"}}',
      'wrong option for apstra: tokenTtlSeconds: expected number, found "1d"',
    ],
  ])('refuses the file %s', async (text, sentence) => {
    await expect(readControllerOptions(await configured(text), [])).rejects.toThrow(sentence)
  })

  it('refuses a file that is not there', async () => {
    await expect(readControllerOptions(join(folder, 'none.json'), [])).rejects.toThrow(
      '--config: cannot read',
    )
  })

  it.each(['fmc', 'fmc.accessTtlSec', 'acpi.x=1', 'fmc.__proto__.polluted=1'])(
    'refuses the setting %s',
    async (setting) => {
      await expect(readControllerOptions(undefined, [setting])).rejects.toThrow(
        '--set: expected <controller>.<option>=',
      )
      expect({}).not.toHaveProperty('polluted')
    },
  )

  it.each([
    [
      '{"fmc":{"users":[{"name":"a","password":["hunter2"]}]}}',
      'users.0.password: expected string, found a list',
    ],
    [
      '{"fmc":{"users":[{"name":"a","password":4711}]}}',
      'users.0.password: expected string, found something else',
    ],
    ['{"fmc":{"users":{"password":"hunter2"}}}', 'users: expected array, found an object'],
  ])('does not repeat the password in %s', async (text, sentence) => {
    const refusal = await readControllerOptions(await configured(text), []).catch(
      (error: Error) => error.message,
    )
    expect(refusal).toBe(`wrong option for fmc: ${sentence}`)
  })

  it('does not repeat the value of a setting that it cannot read', async () => {
    const refusal = await readControllerOptions(undefined, ['users=hunter2']).catch(
      (error: Error) => error.message,
    )
    expect(refusal).toContain('found "users=..."')
    expect(refusal).not.toContain('hunter2')
  })
})

describe('names of controllers', () => {
  it('are all three unless some are named, each once', () => {
    expect(controllerKinds([])).toEqual(['apic', 'fmc', 'apstra'])
    expect(controllerKinds(['fmc', 'apic', 'fmc'])).toEqual(['fmc', 'apic'])
    expect(() => controllerKinds(['asa'])).toThrow('expected apic, fmc, apstra, found "asa"')
  })
})
