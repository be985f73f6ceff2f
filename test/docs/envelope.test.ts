import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { PLAN_STRAINS } from '../../conformance/envelope/plan-strains.js'
import { programStrains } from '../../conformance/envelope/program-strains.js'
import { ENVELOPE_FORMATS } from '../../conformance/reports/envelope/formats.js'

const page = await readFile(new URL('../../docs/envelope.md', import.meta.url), 'utf8')

it('docs/envelope.md lists every strain, and for whom it is', () => {
  const section = page.split(/^## /m).find((part) => part.startsWith('Strains'))!
  const rows = section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((row) => row.split(' | '))
  const listed = (who: string) =>
    rows
      .filter((cells) => cells.at(-1)?.includes(who))
      .flatMap(([names]) => [...names!.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name))

  expect(listed('clients')).toEqual(PLAN_STRAINS.map(({ name }) => name))
  const work = { tokenSeconds: 10, durationSeconds: 30 }
  const forPrograms = programStrains({ work, slowWork: work, jumps: true })
  expect(listed('programs')).toEqual(forPrograms.map(({ name }) => name))
})

it('docs/envelope.md lists every format', () => {
  const [, formats] = /`--report FORMAT=PATH`, with ([^;]+);/.exec(page)!
  expect([...formats!.matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual(Object.keys(ENVELOPE_FORMATS))
})
