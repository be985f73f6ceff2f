import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'

const ROOT = new URL('../../', import.meta.url)
const page = await readFile(new URL('docs/driver-protocol.md', ROOT), 'utf8')

describe('docs/driver-protocol.md', () => {
  it.each(['driver.py', 'never_refreshes.py', 'login_for_each_call.sh'])(
    'shows %s as it is',
    async (name) => {
      expect(page).toContain(`\n${await readFile(new URL(`fixtures/drivers/${name}`, ROOT), 'utf8')}\`\`\``)
    },
  )

  it('lists each message and no other', async () => {
    const source = await readFile(new URL('conformance/drivers/stdio-messages.ts', ROOT), 'utf8')
    const [harness, driver] = source.split('const driverMessageSchema')
    const told = [...harness!.matchAll(/type: ((?:'\w+'(?: \| )?)+)/g)].flatMap(([, types]) =>
      types!.split(' | ').map((type) => type.slice(1, -1)),
    )
    const said = [...driver!.matchAll(/z\.literal\('(\w+)'\)/g)].map(([, type]) => type)
    const tables = page.split('\n| `type` |').slice(1)
    const listed = tables.map((table) =>
      [...table.split('\n\n')[0]!.matchAll(/^\| `(\w+)` \|/gm)].map(([, type]) => type),
    )

    expect(listed.map((types) => types.toSorted())).toEqual([told.toSorted(), said.toSorted()])
  })
})
