import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { fixturePath, readFixture } from '../../../simulator/fixtures.js'
import { startFmc, transcript } from './fmc-bench.js'
import { EXCHANGES } from './session-exchanges.js'

it.each(EXCHANGES)('replies on the wire: $name', async ({ name, options, reply }) => {
  const response = await reply(startFmc(options))
  expect(transcript(response)).toBe(readFixture(`fmc/replies/sessions/${name}.txt`))
})

it('each kept reply is compared', () => {
  const kept = readdirSync(fixturePath('fmc/replies/sessions'))
  expect(kept.toSorted()).toEqual(EXCHANGES.map(({ name }) => `${name}.txt`).toSorted())
})
