import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../../../simulator/clock/index.js'
import type { WireRequest } from '../../../simulator/controller.js'
import { recordExchange } from '../../../simulator/exchange.js'
import { Journal, MASKED, Redaction } from '../../../simulator/journal/index.js'
import { RandomStream } from '../../../simulator/random.js'

/** Stands in each piece of a generated secret and nowhere else, so that a part of one that is left shows as well. */
const MARK = 'Zq'

const secretOf = (between: readonly string[]) =>
  fc
    .array(fc.tuple(fc.constantFrom(...between), fc.nat({ max: 999 })), { minLength: 2, maxLength: 5 })
    .map((pieces) => pieces.map(([special, count]) => `${MARK}${count}${special}`).join(''))

/** Anything that a person may type as a password. */
const password = secretOf([...'!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~ é', ''])
/** What tokens are made of: hexadecimal digits, base64 and base64url. */
const token = secretOf(['-', '_', '/', '+', '', '='])
const webToken = fc
  .tuple(token, token)
  .map(([claim, signature]) =>
    [`{"alg":"RS256"}`, JSON.stringify({ claim }), signature]
      .map((part) => Buffer.from(part).toString('base64url'))
      .join('.'),
  )

const xmlEscaped = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)

/** The journal's only entry after one exchange, as text. */
function journalOf(request: Partial<WireRequest>, headers: [string, string][] = [], body = ''): string {
  const clock = new VirtualClock()
  const context = {
    clock,
    journal: new Journal(clock),
    random: (name: string) => new RandomStream(1, name),
    signWebToken: () => '',
  }
  recordExchange(
    context,
    'call',
    { method: 'GET', target: '/', headers: {}, body: '', address: '192.0.2.1', scheme: 'https', ...request },
    { auth: { outcome: 'public' }, response: { status: 200, reason: 'OK', headers, body } },
  )
  return context.journal.toLines()
}

const fingerprint = (secret: string) => `#${createHash('sha256').update(secret).digest('hex').slice(0, 8)}`

describe('a password', () => {
  it('in Authorization never reaches the journal, encoded or not', () => {
    fc.assert(
      fc.property(password, fc.constantFrom('Basic', 'basic', 'BASIC'), (secret, scheme) => {
        const encoded = Buffer.from(`neighbour:${secret}`).toString('base64')
        const text = journalOf({
          headers: { authorization: `${scheme} ${encoded}, ${scheme} ${encoded}`, accept: 'text/neighbour' },
        })
        expect(text).not.toContain(MARK)
        expect(text).not.toContain(encoded.slice(0, 12))
        expect(text).not.toContain(fingerprint(encoded))
        expect(text).toContain(`${scheme} ${MASKED}`)
        expect(text).toContain('text/neighbour')
      }),
    )
  })

  it.each([
    'pwd',
    'password',
    'passwd',
    'current_password',
    'new_password',
    'new_password2',
    'oldPassword',
    'PWD',
  ])('as member %s of a JSON body leaves its neighbours only', (member) => {
    fc.assert(
      fc.property(password, fc.constantFrom(undefined, 2), (secret, indent) => {
        const body = JSON.stringify(
          { aaaUser: { attributes: { name: 'before', [member]: secret, phone: 'after' } } },
          undefined,
          indent,
        )
        for (const text of [journalOf({ body }), journalOf({}, [], body)]) {
          expect(text).not.toContain(MARK)
          expect(text).toContain('before')
          expect(text).toContain('after')
          expect(text).toContain(MASKED)
        }
      }),
    )
  })

  it('in a JSON body that breaks off, or is written as text in another one, does not show', () => {
    fc.assert(
      fc.property(password, fc.nat(), (secret, cut) => {
        const body = JSON.stringify({ name: 'before', password: secret })
        const start = body.indexOf('"password"') + '"password":"'.length
        const broken = body.slice(0, start + (cut % (body.length - start)))
        expect(journalOf({ body: broken })).not.toContain(MARK)
        expect(journalOf({ body: JSON.stringify({ nested: body }) })).not.toContain(MARK)
      }),
    )
  })

  it('that is a number in JSON does not show', () => {
    expect(new Redaction().text('{"pwd": 12345, "port": 443}')).toBe(`{"pwd": ${MASKED}, "port": 443}`)
  })

  it('in an XML body leaves its neighbours only, as attribute and as element', () => {
    fc.assert(
      fc.property(password, fc.constantFrom('"', "'"), (secret, quote) => {
        const value = xmlEscaped(secret)
        const attribute = `<aaaUser name=${quote}before${quote} pwd = ${quote}${value}${quote} phone="after"/>`
        const element = `<user><name>before</name><ns:password type="x">${value}</ns:password><phone>after</phone></user>`
        for (const body of [attribute, element]) {
          const text = journalOf({ body })
          expect(text).not.toContain(MARK)
          expect(text).toContain('before')
          expect(text).toContain('after')
        }
      }),
    )
  })

  it('in a query or a form leaves its neighbours only, however it is encoded', () => {
    const encoders = [
      encodeURIComponent,
      (text: string) => new URLSearchParams({ a: text }).toString().slice(2),
    ]
    fc.assert(
      fc.property(password, fc.constantFrom(...encoders), (secret, encode) => {
        const form = `name=before&password=${encode(secret)}&phone=after`
        for (const text of [journalOf({ target: `/api/x?${form}` }), journalOf({ body: form })]) {
          expect(text).not.toContain(MARK)
          expect(text).toContain('name=before')
          expect(text).toContain('phone=after')
        }
      }),
    )
  })
})

describe('a token', () => {
  it('in a cookie never reaches the journal, whatever its spelling and however often it stands there', () => {
    const name = fc.constantFrom(
      'APIC-cookie',
      'APIC-Cookie',
      'apic-cookie',
      'JSESSIONID',
      'APIC-Request-Signature',
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(name, token), { minLength: 1, maxLength: 4 }), token, (cookies, bare) => {
        const pairs = cookies.map(([spelling, value]) => `${spelling}=${value}`)
        const cookie = ['APIC-Certificate-Algorithm=v1.0', ...pairs, 'Path=/', bare.replaceAll('=', '')].join(
          '; ',
        )
        const setCookie = `${pairs[0]}; path=/; Max-Age=600; HttpOnly; Secure; SameSite=Lax`
        const text = journalOf({ headers: { cookie } }, [['Set-Cookie', setCookie]])
        expect(text).not.toContain(MARK)
        expect(text).toContain('APIC-Certificate-Algorithm=v1.0')
        expect(text).toContain('; path=/; Max-Age=600; HttpOnly; Secure; SameSite=Lax')
        for (const [spelling, value] of cookies) expect(text).toContain(`${spelling}=${fingerprint(value)}`)
      }),
    )
  })

  it.each([
    'x-auth-access-token',
    'x-auth-refresh-token',
    'authtoken',
    'devcookie',
    'apic-challenge',
    'x-auth-token',
    'authorization',
  ])('in header %s never reaches the journal, sent once or more', (name) => {
    fc.assert(
      fc.property(token, token, (first, second) => {
        const value = `${first}, ${second}`
        const text = journalOf({ headers: { [name]: value, 'user-agent': 'neighbour/1.0' } }, [
          [name.toUpperCase(), first],
          ['Server', 'neighbour/2.0'],
        ])
        expect(text).not.toContain(MARK)
        expect(text).toContain(`"${name}":"${fingerprint(first)}, ${fingerprint(second)}"`)
        expect(text).toContain(`["${name.toUpperCase()}","${fingerprint(first)}"]`)
        expect(text).toContain('neighbour/1.0')
        expect(text).toContain('neighbour/2.0')
      }),
    )
  })

  it('keeps its scheme and loses itself as a bearer', () => {
    fc.assert(
      fc.property(token, (secret) => {
        const text = journalOf({ headers: { authorization: `Bearer ${secret}` } })
        expect(text).toContain(`"Bearer ${fingerprint(secret)}"`)
        expect(text).not.toContain(MARK)
      }),
    )
  })

  it('in the path of a subscription socket never reaches the journal', () => {
    fc.assert(
      fc.property(token, token, (secret, other) => {
        const text = journalOf({ target: `/socket${secret.replace(/^[/?]+/, '')}?challenge=${other}&page=1` })
        expect(text).not.toContain(MARK)
        expect(text).toContain('page=1')
        expect(text).toContain('"/socket#')
      }),
    )
    expect(new Redaction().target('/socket?token=abc&x=1')).toBe(`/socket?token=${fingerprint('abc')}&x=1`)
  })

  it.each(['token', 'urlToken', 'url-token', 'challenge', 'access_token', 'refresh_token', 'AuthToken'])(
    'named %s has the same fingerprint in header, query, JSON and XML',
    (name) => {
      fc.assert(
        fc.property(token, (secret) => {
          const shown = fingerprint(secret)
          const redaction = new Redaction()
          expect(redaction.fingerprint(secret)).toBe(shown)
          const query = redaction.target(
            `/api/class/x.json?page=1&${name}=${encodeURIComponent(secret)}&size=2`,
          )
          expect(query).toBe(`/api/class/x.json?page=1&${name}=${shown}&size=2`)
          const json = redaction.text(JSON.stringify({ user: 'u', [name]: secret, ttl: 600 }))
          expect(JSON.parse(json)).toEqual({ user: 'u', [name]: shown, ttl: 600 })
          const escaped = redaction.text(`{"${name}":"${secret.replaceAll('/', '\\/')}"}`)
          expect(JSON.parse(escaped)).toEqual({ [name]: shown })
          expect(redaction.text(`<a ttl="600" ${name}="${secret}" user="u"/>`)).toBe(
            `<a ttl="600" ${name}="${shown}" user="u"/>`,
          )
          const referer = redaction.requestHeaders({ referer: `https://c.example/x?${name}=${secret}` })
          expect(referer.referer).not.toContain(MARK)
        }),
      )
    },
  )

  it('that is a web token is found wherever it stands', () => {
    fc.assert(
      fc.property(webToken, (secret) => {
        const pieces = secret.split('.')
        const text = journalOf(
          {
            target: `/api/x/${secret}/y?z=${secret}`,
            headers: { 'x-odd': `see ${secret}.` },
            body: `<p>${secret}</p>`,
          },
          [['Location', `/next/${secret}`]],
          `prefix_${secret} "${secret}"`,
        )
        for (const piece of pieces.slice(1)) expect(text).not.toContain(piece)
        expect(text.split(fingerprint(secret))).toHaveLength(8)
        expect(text).toContain('/y?z=')
      }),
    )
  })
})

describe('what is no secret', () => {
  it.each([
    '{"refreshTimeoutSeconds":"600","webtokenTimeoutSeconds":"600","name":"token ring"}',
    '<aaaLogin refreshTimeoutSeconds="600" userName="admin"/>',
    '{"description":"the password is wrong","code":"401"}',
    'a=1&b=2',
    '',
    '{"changePassword":"no"}',
  ])('stays as it is in %j', (text) => {
    expect(new Redaction().text(text)).toBe(text)
  })

  it('stays as it is in a target', () => {
    const target = '/api/aaaLogin.json?gui-token-request=yes&query-target-filter=eq(fvTenant.name,"a=b")'
    expect(new Redaction().target(target)).toBe(target)
  })

  it('stays as it is in header fields, but for those of the connection', () => {
    const redaction = new Redaction()
    expect(
      redaction.requestHeaders({ host: 'x', accept: '*/*', 'content-length': '5', connection: 'close' }),
    ).toEqual({ accept: '*/*' })
    expect(
      redaction.responseHeaders([
        ['Date', 'Thu, 01 Jan 2026 00:00:00 GMT'],
        ['WWW-Authenticate', 'Basic realm="controller"'],
        ['Transfer-Encoding', 'chunked'],
      ]),
    ).toEqual([
      ['Date', 'Thu, 01 Jan 2026 00:00:00 GMT'],
      ['WWW-Authenticate', 'Basic realm="controller"'],
    ])
  })
})
