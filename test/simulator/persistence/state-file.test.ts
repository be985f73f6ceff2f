import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PersistenceError } from '../../../simulator/persistence/persistence-error.js'
import { StateFile } from '../../../simulator/persistence/state-file.js'
import { SnapshotClient } from '../snapshot-client.js'

let folder: string
let made = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-state-'))
})
afterAll(() => rm(folder, { recursive: true }))

const newPath = () => join(folder, `${made++}.json`)
const POOL = { display_name: 'kept', subnets: [{ network: '10.0.0.0/8' }] }

/** A controller that follows a state file, with a client that is logged in. */
async function followed(path: string, told: string[] = [], kind: 'apstra' | 'fmc' = 'apstra') {
  const client = new SnapshotClient(kind, `seed ${made++}`, {})
  const file = await StateFile.open(path, { version: '1.2.3', tell: (sentence) => told.push(sentence) })
  await file.start([client.simulator.controller])
  client.login({})
  return { client, file }
}

const poolsOf = (client: SnapshotClient) => client.send('GET', '/api/resources/ip-pools').body

describe('StateFile', () => {
  it('gives a later controller what an earlier one had, and is readable by its owner only', async () => {
    const path = newPath()
    const first = await followed(path)
    expect(first.client.send('POST', '/api/resources/ip-pools', POOL).status).toBe(201)
    await first.file.close()
    const second = await followed(path)

    expect(poolsOf(second.client)).toBe(poolsOf(first.client))
    expect([first.file.startsBefore, second.file.startsBefore]).toEqual([0, 1])
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect((await readdir(folder)).filter((name) => name.endsWith('.next'))).toEqual([])
    await second.file.close()
  })

  it('keeps what it holds of controllers that are not served this time', async () => {
    const path = newPath()
    const first = await followed(path)
    first.client.send('POST', '/api/resources/ip-pools', POOL)
    await first.file.close()
    await (await followed(path, [], 'fmc')).file.close()
    const third = await followed(path)

    expect(poolsOf(third.client)).toBe(poolsOf(first.client))
    expect(Object.keys(JSON.parse(await readFile(path, 'utf8')).controllers).sort()).toEqual([
      'apstra',
      'fmc',
    ])
    await third.file.close()
  })

  it('is written again only when something changed', async () => {
    const path = newPath()
    const { client, file } = await followed(path)
    await file.close()
    const before = await stat(path)
    poolsOf(client)
    await file.close()
    expect((await stat(path)).ino).toBe(before.ino)
    client.send('POST', '/api/resources/ip-pools', POOL)
    await file.close()
    expect((await stat(path)).ino).not.toBe(before.ino)
  })

  it('says once that it cannot be written, and writes all later', async () => {
    const path = newPath()
    const told: string[] = []
    const { client, file } = await followed(path, told)
    // A folder of that name stands in the way, even for a user who may do anything.
    await mkdir(join(`${path}.next`, 'in the way'), { recursive: true })
    for (let count = 0; count < 2; count++) {
      client.send('POST', '/api/resources/ip-pools', POOL)
      await file.close()
    }
    expect(told).toEqual([expect.stringMatching(/ cannot be written for now: /)])
    await rm(`${path}.next`, { recursive: true })
    await file.close()
    expect(told[1]).toMatch(/ is written again: no change is missing$/)

    const later = await followed(path)
    expect(poolsOf(later.client)).toBe(poolsOf(client))
    await later.file.close()
  })

  it('is written through a link, whose target it replaces', async () => {
    const [target, link] = [newPath(), newPath()]
    await (await followed(target)).file.close()
    await symlink(target, link)
    const { client, file } = await followed(link)
    client.send('POST', '/api/resources/ip-pools', POOL)
    await file.close()
    expect(await readFile(target, 'utf8')).toContain('"kept"')
  })

  it.each([
    ['{"midrun":"state","format":1,', /is damaged: expected JSON/],
    ['[1]', /is no state file of midrun serve: choose another name/],
    ['{"midrun":"journal","format":1}', /is no state file/],
    ['{"midrun":"state","format":2}', /is of format 2, and this release reads 1/],
    [
      '{"midrun":"state","format":1,"controllers":{"asa":{}}}',
      /holds a controller of kind "asa": expected apic, /,
    ],
    ['{"midrun":"state","format":1,"controllers":{}}', /is damaged at version: /],
  ])('is refused and stays as it is: %s', async (text, message) => {
    const path = newPath()
    await writeFile(path, text)
    await expect(followed(path)).rejects.toThrow(message)
    await expect(followed(path)).rejects.toThrow(PersistenceError)
    expect(await readFile(path, 'utf8')).toBe(text)
  })

  it('is refused and stays as it is when a controller does not take what it holds', async () => {
    const path = newPath()
    await (await followed(path)).file.close()
    const text = (await readFile(path, 'utf8')).replace('"generation":"G5"', '"generation":"G4"')
    await writeFile(path, text)
    await expect(followed(path)).rejects.toThrow(
      /does not fit the apstra: expected a snapshot of generation G5, found G4; serve it with the options/,
    )
    expect(await readFile(path, 'utf8')).toBe(text)
  })

  it('is refused at the start where it cannot be written', async () => {
    await expect(followed(join(folder, 'nowhere', 'state.json'))).rejects.toThrow(/^cannot write /)
    await expect(followed(folder)).rejects.toThrow(/^cannot read /)
  })
})
