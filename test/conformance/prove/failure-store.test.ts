import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { planSchema } from '../../../conformance/plans/plan.js'
import { FailureStore, PlanFileError, readFailure } from '../../../conformance/prove/failure-store.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-failures-'))
})
afterEach(() => rm(folder, { recursive: true }))

const plan = planSchema.parse({ controller: 'apic', class: 'benign', steps: [{ do: 'wait', ms: 1 }] })
const violations = [{ property: 'no-session-refusal', message: 'refused', atMs: 600_000 }]

describe('the failure store', () => {
  it('gives back what it kept', async () => {
    const store = new FailureStore(folder)
    const file = await store.keep('reference', plan, violations)
    expect(await store.list('reference', 'apic')).toEqual([
      { file, failure: { client: 'reference', plan, violations } },
    ])
    expect(await readFailure(file)).toEqual({ client: 'reference', plan, violations })
  })

  it('makes its folder when there is something to keep, and is empty before', async () => {
    const store = new FailureStore(join(folder, 'a', 'b'))
    expect(await store.list('reference', 'apic')).toEqual([])
    await store.keep('reference', plan, violations)
    expect(await store.list('reference', 'apic')).toHaveLength(1)
  })

  it('keeps the same plan once, and leaves nothing unfinished', async () => {
    const store = new FailureStore(folder)
    const file = await store.keep('reference', plan, violations)
    expect(await store.keep('reference', structuredClone(plan), [])).toBe(file)
    expect(await readdir(folder)).toHaveLength(1)
    await store.keep('reference', { ...plan, seed: 2 }, violations)
    expect(await readdir(folder)).toHaveLength(2)
  })

  it('lists the failures of one client on one controller, in the same order each time', async () => {
    const store = new FailureStore(folder)
    await store.keep('./mine.mjs', plan, violations)
    await store.keep('reference', { ...plan, controller: 'fmc' }, violations)
    for (const seed of [3, 1, 2]) await store.keep('reference', { ...plan, seed }, violations)
    const files = (await store.list('reference', 'apic')).map(({ file }) => file)
    expect(files).toHaveLength(3)
    expect(files).toEqual([...files].sort())
    expect(await store.list('./mine.mjs', 'apic')).toHaveLength(1)
    expect(await store.list('./mine.mjs', 'fmc')).toEqual([])
  })

  it.each([
    ['half a file', '{"client":"reference","pl', /^expected a plan in .*: /],
    ['an empty file', '', /^expected a plan in .*: /],
    ['something else', '{"client":"reference"}', /^expected a plan in .*: plan: /],
    [
      'a step of another version',
      JSON.stringify({ client: 'reference', plan: { ...plan, steps: [{ do: 'sing' }] }, violations: [] }),
      /^expected a plan in .*: plan\.steps\.0\.do: /,
    ],
  ])('refuses %s in a sentence, and leaves it as it is', async (_what, content, sentence) => {
    const file = join(folder, 'apic-00000000.json')
    await writeFile(file, content)
    const listed = new FailureStore(folder).list('reference', 'apic')
    await expect(listed).rejects.toThrow(PlanFileError)
    await expect(listed).rejects.toThrow(sentence)
    await expect(listed).rejects.toThrow(file)
    expect(await readFile(file, 'utf8')).toBe(content)
  })

  it('passes over files that are not its own', async () => {
    await writeFile(join(folder, 'README.txt'), 'not a plan')
    expect(await new FailureStore(folder).list('reference', 'apic')).toEqual([])
  })
})

describe('readFailure', () => {
  it('takes a bare plan, whatever it leaves out', async () => {
    const file = join(folder, 'plan.json')
    await writeFile(file, JSON.stringify({ controller: 'apic', class: 'benign', steps: plan.steps }))
    expect(await readFailure(file)).toEqual({ client: 'reference', plan, violations: [] })
  })

  it('says which file is not there', async () => {
    const file = join(folder, 'nowhere.json')
    await expect(readFailure(file)).rejects.toThrow(`expected a plan in ${file}: ENOENT`)
  })
})
