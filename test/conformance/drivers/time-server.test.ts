import { mkdtemp, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { TimeServer } from '../../../conformance/drivers/adaptive/time-server.js'
import { VirtualClock } from '../../../simulator/index.js'

let folder: string
let clock: VirtualClock
let server: TimeServer
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-time-server-'))
  clock = new VirtualClock()
  server = new TimeServer(clock, () => 2)
  await server.listen(join(folder, 'socket'))
})
afterEach(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

/** A program that waits: what it says, and what it was told. */
function program(): { say: (line: string) => void; told: string[]; socket: Socket } {
  const socket = connect(join(folder, 'socket'))
  const told: string[] = []
  createInterface({ input: socket }).on('line', (line) => told.push(line))
  return { say: (line) => socket.write(`${line}\n`), told, socket }
}

const waiting = (many: number) => vi.waitFor(() => expect(server.waiting).toBe(many))

describe('a time server', () => {
  it('answers when so much of the time of programs has passed, each in its turn', async () => {
    const [one, other] = [program(), program()]
    one.say('for 1 2000')
    one.say('for 2 500.5')
    other.say('for 1 1000')
    await waiting(3)
    await clock.advance(250)
    expect(server.waiting).toBe(3)
    await clock.advance(2)
    await vi.waitFor(() => expect(one.told).toEqual(['due 2']))
    await clock.advance(749)
    await vi.waitFor(() => expect(other.told).toEqual(['due 1']))
    await clock.advance(1)
    await vi.waitFor(() => expect(one.told).toEqual(['due 2', 'due 1']))
    expect(server.waiting).toBe(0)
  })

  it('answers each wait once, whether it is due or taken back', async () => {
    const { say, told } = program()
    say('for 1 1000')
    say('cancel 1')
    say('for 2 1000')
    await waiting(1)
    await clock.advance(501)
    say('cancel 2')
    say('for 3 10')
    await waiting(1)
    await clock.advance(6)
    await vi.waitFor(() => expect(told).toEqual(['cancelled 1', 'due 2', 'due 3']))
  })

  it('forgets the waits of a program that is gone', async () => {
    const { say, socket } = program()
    say('for 0 1000')
    say('for 0 2000')
    await waiting(2)
    socket.destroy()
    await waiting(0)
  })

  it('bears a program that ends without having read its answers', async () => {
    const socket = connect(join(folder, 'socket')).pause()
    socket.write('for 0 1000\nfor 0 2000\n')
    await waiting(2)
    await clock.advance(501)
    expect(server.waiting).toBe(1)
    socket.destroy()
    await waiting(0)
  })

  it('passes over what is no wait, and counts it as heard', async () => {
    const { say, told } = program()
    for (const line of ['', 'for', 'for 1 soon', 'cancel 7', 'hello']) say(line)
    await vi.waitFor(() => expect(server.heard).toBe(6))
    expect([server.waiting, told]).toEqual([0, []])
  })

  it('does without a program that leaves with something to be read', async () => {
    const leaving = connect(join(folder, 'socket')).pause()
    // More than fits between the two: what is left of it unread makes the end a reset.
    leaving.write('for 1 1\n'.repeat(100_000))
    await waiting(100_000)
    await clock.advance(2)
    leaving.destroy()
    const staying = program()
    staying.say('for 1 10')
    await waiting(1)
    await clock.advance(6)
    await vi.waitFor(() => expect(staying.told).toEqual(['due 1']))
  })
})
