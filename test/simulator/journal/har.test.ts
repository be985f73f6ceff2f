import { Ajv } from 'ajv'
import draft06 from 'ajv/dist/refs/json-schema-draft-06.json' with { type: 'json' }
import addFormats from 'ajv-formats'
import fc from 'fast-check'
// @ts-expect-error the package has no types
import * as schemas from 'har-schema'
import { describe, expect, it } from 'vitest'
import { readRecording } from '../../../conformance/recordings/index.js'
import { RULES } from '../../../conformance/rules/index.js'
import { judgeRecording } from '../../../conformance/rules/verdicts.js'
import { CONTROLLER_KINDS, type ControllerKind, type JournalEntry } from '../../../simulator/index.js'
import { harText } from '../../../simulator/journal/har.js'
import { RawClient } from '../../conformance/rules/raw-client.js'

const ajv = new Ajv({ strict: false, allErrors: true })
addFormats.default(ajv)
ajv.addMetaSchema(draft06)
for (const [name, schema] of Object.entries(schemas.default as Record<string, object>)) {
  if (name !== 'har') ajv.addSchema(schema)
}
const isHar = ajv.compile((schemas.default as { har: object }).har)

const SOURCE = { origin: 'https://controller.example:8443', version: '1.2.3' }
const textOf = (entries: readonly JournalEntry[]) => [...harText(entries, SOURCE)].join('')

async function lived(kind: ControllerKind): Promise<RawClient> {
  const client = new RawClient(kind)
  let session = await client.login()
  await client.read(session)
  if (kind !== 'apstra') session = await client.refresh(session)
  await client.send(client.loginRequest('wrong'))
  await client.wait(25 * 3_600_000)
  await client.read(session)
  session = await client.login()
  await client.logout(session)
  await client.read()
  return client
}

describe.each(CONTROLLER_KINDS)('a journal of %s as a HAR file', (kind) => {
  it('is one by its schema, and has no secret', async () => {
    const text = textOf((await lived(kind)).recording().entries)
    isHar(JSON.parse(text))
    expect(isHar.errors).toBeNull()
    expect(JSON.parse(text).log).toMatchObject({
      version: '1.2',
      creator: { name: 'Midrun', version: '1.2.3' },
    })
    expect(text).not.toMatch(/midrun"|b3BlcmF0b3I6bWlk|eyJ/)
  })

  it('is read back as what it was made from', async () => {
    const recording = (await lived(kind)).recording()
    const read = readRecording(kind, textOf(recording.entries))
    const told = ({ exchanges }: typeof recording) =>
      exchanges.map(({ purpose, auth, request, response, wallMs }) => ({
        purpose,
        outcome: auth.outcome,
        ...('user' in auth ? { user: auth.user } : {}),
        request: [request.method, request.target],
        status: response.status,
        wallMs,
      }))
    expect(told(read)).toEqual(told(recording))
    const verdicts = new Map(judgeRecording(read, RULES).map(({ rule, verdict }) => [rule.id, verdict]))
    expect(verdicts.get('session.no-expired-token')).toBe('fail')
  })
})

describe('a HAR file', () => {
  it('is valid whatever clients sent', () => {
    const field = fc.string({ unit: 'binary', maxLength: 20 })
    const exchange = fc.record({
      method: fc.constantFrom('GET', 'POST', 'OPTIONS'),
      target: fc.oneof(
        field,
        field.map((text) => `/${text}`),
        fc.constant('*'),
        fc.constant('//x:99999/'),
      ),
      headers: fc.dictionary(field, field),
      body: field,
    })
    fc.assert(
      fc.property(fc.array(exchange, { maxLength: 3 }), (requests) => {
        const entries = requests.map(
          (request, seq): JournalEntry => ({
            seq,
            atMs: seq,
            wallMs: seq,
            kind: 'exchange',
            purpose: 'call',
            request,
            auth: { outcome: 'public' },
            response: { status: 200, reason: 'OK', headers: [], body: request.body },
            processingMs: 0,
          }),
        )
        const har = JSON.parse(textOf(entries))
        isHar(har)
        expect(isHar.errors).toBeNull()
        expect(har.log.entries).toHaveLength(requests.length)
      }),
    )
  })
})
