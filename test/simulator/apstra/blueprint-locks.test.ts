import { describe, expect, it } from 'vitest'
import { BlueprintBench } from './blueprint-bench.js'

const LABEL = { label: 'changed' }

/** A bench whose blueprint has a change of the operator staged. */
async function withStagedChange(options = {}): Promise<BlueprintBench> {
  const bench = new BlueprintBench(options)
  await bench.create()
  bench.as('operator', 'PATCH', '/bp', LABEL)
  await bench.clock.advance(100)
  return bench
}

describe('the lock of a blueprint', () => {
  it('keeps others from every write, not from reading', async () => {
    const bench = await withStagedChange()
    const writes = [
      ['PATCH', '/bp', LABEL],
      ['DELETE', '/bp'],
      ['PUT', '/bp/deploy', { version: 2 }],
      ['POST', '/bp/revert'],
      ['PUT', '/bp/lock-blueprint'],
      ['PUT', '/bp/resource_groups/ip/leaf_loopback_ips', { pool_ids: [] }],
      ['PATCH', '/bp?async=full', LABEL],
    ] as const
    for (const [method, path, body] of writes) expect(bench.as('second', method, path, body).status).toBe(409)
    expect(bench.as('second', 'GET', '/bp').status).toBe(200)
    expect(bench.as('operator', 'PATCH', '/bp', LABEL).status).toBe(202)
  })

  it('refuses in the words of the options', async () => {
    const messages = { locked: '{username} holds {id}', beingDeleted: '{id} goes' }
    const bench = await withStagedChange({ messages })
    const refusals = ['/bp', '/bp/lock-blueprint'].map((path) =>
      bench.as('second', path === '/bp' ? 'PATCH' : 'PUT', path, LABEL),
    )
    for (const { status, body } of refusals) {
      expect([status, body]).toEqual([409, '{"errors": "operator holds bp"}'])
    }
    bench.as('operator', 'DELETE', '/bp')
    expect(bench.as('operator', 'PATCH', '/bp', LABEL).body).toBe('{"errors": "bp goes"}')
  })

  it.each([
    ['a commit', 'PUT', '/bp/deploy', { version: 2 }, 3000],
    ['a revert', 'POST', '/bp/revert', undefined, 100],
  ])('is there until %s has ended', async (_name, method, path, body, durationMs) => {
    const bench = await withStagedChange()
    bench.as('operator', method, path, body)
    await bench.clock.advance(durationMs - 1)
    expect(bench.as('second', 'PATCH', '/bp', { label: 'x' }).status).toBe(409)
    await bench.clock.advance(1)
    expect(bench.as('second', 'PATCH', '/bp', { label: 'x' }).status).toBe(202)
  })

  it('outlasts the logout and the token of its holder', async () => {
    const bench = await withStagedChange({ tokenTtlSeconds: 60 })
    bench.send('POST', '/api/aaa/logout', { token: bench.tokens.operator })
    const status = () => {
      const { token } = bench.login()
      return JSON.parse(bench.send('GET', '/api/blueprints/bp/lock-status', { token }).body)
    }
    expect(status()).toMatchObject({ lock_status: 'locked', username: 'operator' })
    await bench.clock.advance(100_000)
    expect(status()).toMatchObject({ lock_status: 'locked', username: 'operator' })
  })

  it('outlasts its holder, as that of a deleted user', async () => {
    const bench = await withStagedChange()
    const { token } = bench.login()
    expect(bench.send('DELETE', `/api/aaa/users/${bench.userId('operator')}`, { token }).status).toBe(200)
    expect(bench.read('/bp/lock-status', 'admin')).toEqual({
      lock_status: 'locked_by_deleted_user',
      lock_type: 'lock_by_changes',
      user_id: bench.userId('operator'),
      username: '',
      first_name: '',
      last_name: '',
      possible_override: true,
    })
    expect(bench.as('admin', 'POST', '/bp/revert').status).toBe(202)
    await bench.clock.advance(100)
    expect(bench.read('/bp/lock-status', 'admin').lock_status).toBe('unlocked')
  })

  it('on purpose outlasts a commit, and is lifted by its holder', async () => {
    const bench = await withStagedChange()
    expect(bench.as('operator', 'PUT', '/bp/lock-blueprint').status).toBe(202)
    expect(bench.as('operator', 'PUT', '/bp/lock-blueprint').status).toBe(409)
    bench.as('operator', 'PUT', '/bp/deploy', { version: 2 })
    await bench.clock.advance(3000)
    expect(bench.read('/bp/lock-status')).toMatchObject({ lock_type: 'lock_by_user' })
    expect(bench.as('second', 'PATCH', '/bp', LABEL).status).toBe(409)
    expect(bench.as('operator', 'PUT', '/bp/unlock-blueprint').status).toBe(202)
    expect(bench.read('/bp/lock-status')).toMatchObject({ lock_type: 'unlocked' })
  })

  it('on purpose leaves the one by changes behind', async () => {
    const bench = await withStagedChange()
    bench.as('operator', 'PUT', '/bp/lock-blueprint')
    bench.as('operator', 'PUT', '/bp/unlock-blueprint')
    expect(bench.read('/bp/lock-status')).toMatchObject({
      lock_status: 'locked',
      lock_type: 'lock_by_changes',
    })
  })

  it('of somebody else is reverted and unlocked by administrators, who may not write otherwise', async () => {
    const bench = await withStagedChange()
    bench.as('operator', 'PUT', '/bp/lock-blueprint')
    expect(bench.as('admin', 'PATCH', '/bp', LABEL).status).toBe(409)
    expect(bench.as('admin', 'PUT', '/bp/unlock-blueprint').status).toBe(202)
    expect(bench.as('admin', 'POST', '/bp/revert').status).toBe(202)
    await bench.clock.advance(100)
    expect(bench.as('admin', 'PATCH', '/bp', LABEL).status).toBe(202)
  })

  it('of somebody else is taken over by a write of an administrator when told so', async () => {
    const bench = await withStagedChange({ lockOverride: 'write' })
    bench.as('operator', 'PUT', '/bp/lock-blueprint')
    expect(bench.as('second', 'PATCH', '/bp', LABEL).status).toBe(409)
    expect(bench.as('admin', 'PATCH', '/bp', { label: 'taken' }).status).toBe(202)
    await bench.clock.advance(100)
    expect(bench.read('/bp/lock-status', 'admin')).toMatchObject({
      username: 'admin',
      lock_type: 'lock_by_changes',
    })
    expect(bench.as('operator', 'PATCH', '/bp', LABEL).status).toBe(409)
  })

  it('may show its holder to everybody', async () => {
    const bench = await withStagedChange({ lockHolderHidden: false })
    expect(bench.read('/bp/lock-status', 'second')).toMatchObject({ username: 'operator' })
  })

  it('on purpose came with 5.1', async () => {
    const bench = await withStagedChange({ generation: 'G4' })
    expect(bench.as('operator', 'PUT', '/bp/lock-blueprint').status).toBe(404)
    expect(bench.as('operator', 'PUT', '/bp/unlock-blueprint').status).toBe(404)
    expect(bench.as('second', 'PATCH', '/bp', LABEL).status).toBe(409)
  })
})
