import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadClient } from '../../conformance/load-client.js'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-client-'))
  const files = {
    'good.mjs': "export const createClient = () => ({}); export const controllers = ['fmc']",
    'silent.mjs': 'export const createClient = () => ({})',
    'empty.mjs': 'export const other = 1',
    'wrong-kind.mjs': "export const createClient = 'soon'",
    'wrong-controllers.mjs': "export const createClient = () => ({}); export const controllers = ['asa']",
    'throws.mjs': "throw new Error('no licence')",
    'broken.mjs': 'export const = 1',
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  const packaged = join(folder, 'node_modules', 'a-client')
  await mkdir(packaged, { recursive: true })
  await writeFile(join(packaged, 'package.json'), '{"name":"a-client","type":"module","main":"index.js"}')
  await writeFile(join(packaged, 'index.js'), 'export const createClient = () => ({})')
})
afterAll(() => rm(folder, { recursive: true }))

describe('loadClient', () => {
  it.each(['good.mjs', './good.mjs'])('loads %s, and heeds its controllers', async (name) => {
    expect((await loadClient(name, folder)).controllers).toEqual(['fmc'])
  })

  it('takes a module that names no controllers for a client of all', async () => {
    expect((await loadClient('silent.mjs', folder)).controllers).toEqual(['apic', 'fmc', 'apstra'])
  })

  it('loads a package', async () => {
    expect((await loadClient('a-client', folder)).createClient).toBeTypeOf('function')
  })

  it.each([
    ['./nowhere.mjs', 'not-found', 'to be a file or an installed package, found no "./nowhere.mjs"'],
    ['no-such-client', 'not-found', 'found no "no-such-client"'],
    ['empty.mjs', 'wrong-exports', 'to export a function createClient, found none'],
    ['wrong-kind.mjs', 'wrong-exports', 'to export a function createClient, found a value of type string'],
    ['wrong-controllers.mjs', 'wrong-exports', 'to be a list of apic, fmc, apstra, found ["asa"]'],
    ['throws.mjs', 'does-not-load', 'throws.mjs does not load: Error: no licence'],
    ['broken.mjs', 'does-not-load', 'broken.mjs does not load: '],
  ])('refuses %s as %s', async (name, problem, message) => {
    await expect(loadClient(name, folder)).rejects.toMatchObject({
      name: 'ClientModuleError',
      problem,
      message: expect.stringContaining(message),
    })
  })
})
