import fc from 'fast-check'
import { XMLParser } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'
import { JSON_ENCODING } from '../../../simulator/apic/encoding/json.js'
import { XML_ENCODING } from '../../../simulator/apic/encoding/xml.js'
import { encodingOf, type Mo, mo, replyOf } from '../../../simulator/apic/encoding.js'

const DEEPEST = 64

const className = fc.stringMatching(/^[a-z][A-Za-z0-9]{0,11}$/)
const attributeName = fc.oneof(
  fc.stringMatching(/^[A-Za-z_][\w.-]{0,11}$/),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'dn'),
)
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('&', '<', '>', '"', "'", '\t', '\n', '\r', ' ', '&amp;', '&#0;', ']]>'),
  }),
  fc.string({
    unit: fc.constantFrom('\0', '\u001f', '\u007f', '\ufffe', '\uffff', '\ud800', '\udc00', 'é', '😀'),
  }),
)
/** Characters that XML 1.0 can carry. */
const writable = fc
  .string({ unit: 'binary' })
  .map((text) => text.replace(/[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, ''))

/** Trees of objects with these values. */
function trees(value: fc.Arbitrary<string>): fc.Arbitrary<Mo> {
  const attributes = fc
    .array(fc.tuple(attributeName, value), { maxLength: 5 })
    .map((pairs) => Object.fromEntries(pairs) as Record<string, string>)
  const { tree } = fc.letrec<{ tree: Mo; children: Mo[] }>((tie) => ({
    tree: fc
      .tuple(className, attributes, tie('children'))
      .map(([name, values, children]) => mo(name, values, children)),
    children: fc.oneof({ maxDepth: 4 }, fc.constant<Mo[]>([]), fc.array(tie('tree'), { maxLength: 3 })),
  }))
  return tree
}

/** The tree as it is once what XML cannot carry has been replaced. */
function asXmlCarriesIt({ className, attributes, children }: Mo): Mo {
  const carried = Object.entries(attributes).map(([name, value]) => [
    name,
    [...value].map((char) => (isWritable(char.codePointAt(0)!) ? char : '\ufffd')).join(''),
  ])
  return mo(className, Object.fromEntries(carried), children.map(asXmlCarriesIt))
}

/** Characters of XML 1.0, section 2.2. */
function isWritable(code: number): boolean {
  if (code < 0x20) return [0x9, 0xa, 0xd].includes(code)
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || code >= 0x10000
}

/** The first object of a reply, as a request body of the same encoding. */
function bodyFromReply(reply: string): string {
  return reply.startsWith('<')
    ? reply.slice(reply.indexOf('\n') + 1, reply.lastIndexOf('</imdata>'))
    : reply.slice(reply.indexOf('[') + 1, reply.lastIndexOf(']'))
}

const throughJson = (tree: Mo) =>
  JSON_ENCODING.decode(bodyFromReply(JSON_ENCODING.encode(replyOf([tree]))), DEEPEST)
const throughXml = (tree: Mo) =>
  XML_ENCODING.decode(bodyFromReply(XML_ENCODING.encode(replyOf([tree]))), DEEPEST)

describe('a tree of objects', () => {
  it('comes back from JSON as it was, whatever its values are', () => {
    fc.assert(
      fc.property(trees(anyText), (tree) => {
        expect(throughJson(tree)).toEqual(tree)
      }),
    )
  })

  it('comes back from XML with U+FFFD for each character that XML cannot carry, and only for those', () => {
    fc.assert(
      fc.property(trees(anyText), (tree) => {
        expect(throughXml(tree)).toEqual(asXmlCarriesIt(tree))
      }),
    )
  })

  it('goes from either encoding to the other and back', () => {
    fc.assert(
      fc.property(trees(writable), (tree) => {
        expect(throughXml(throughJson(tree))).toEqual(tree)
        expect(throughJson(throughXml(tree))).toEqual(tree)
      }),
    )
  })

  it('is read by an XML parser of somebody else as by our own', () => {
    const parser = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: '',
      parseAttributeValue: false,
      preserveOrder: true,
    })
    const legible = fc.stringMatching(/^[A-Za-z0-9 /.:;,()"<>&'-]{0,20}$/).map((text) => text.trim())
    fc.assert(
      fc.property(trees(legible).filter(hasPlainNames), (tree) => {
        const [, root] = parser.parse(XML_ENCODING.encode(replyOf([tree])), true)
        expect(foreign(root.imdata[0])).toEqual(tree)
      }),
    )
  })
})

/** The foreign parser refuses names that JavaScript objects use themselves. */
function hasPlainNames({ attributes, children }: Mo): boolean {
  return (
    Object.keys(attributes).every((name) => !(name in {}) && name !== '__proto__') &&
    children.every(hasPlainNames)
  )
}

function foreign(node: Record<string, unknown>): Mo {
  const { ':@': attributes = {}, ...rest } = node
  const [[name, children]] = Object.entries(rest) as [[string, Record<string, unknown>[]]]
  return mo(name, attributes as Record<string, string>, children.map(foreign))
}

describe('a path', () => {
  it.each([
    ['/api/aaaLogin.json', '.json'],
    ['/api/aaaLogin.xml', '.xml'],
    ['/api/mo/uni/tn-a.xml.json', '.json'],
    ['/api/mo/uni/tn-a.json.xml', '.xml'],
    ['/api/mo/uni', '.json'],
    ['/api/mo/uni.XML', '.json'],
  ])('%s is encoded as %s', (path, suffix) => {
    expect(encodingOf(path).suffix).toBe(suffix)
  })
})

describe('a reply', () => {
  it('names the subscription that its read opened', () => {
    const reply = { ...replyOf([]), subscriptionId: '72057598349803551' }
    expect(JSON_ENCODING.encode(reply)).toBe(
      '{"totalCount":"0","subscriptionId":"72057598349803551","imdata":[]}',
    )
    expect(XML_ENCODING.encode(reply)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><imdata totalCount="0" subscriptionId="72057598349803551"></imdata>\n',
    )
  })

  const tree = mo('fvAp', { dn: 'uni/tn-a/ap-b', descr: 'a "b" <c> & \'d\'\n' }, [
    mo('fvAEPg', { name: 'e' }),
  ])

  it('leaves out members of flat entries that have no value', () => {
    const entries = [
      { name: 'local', guiBanner: 'San "Jose"' },
      { name: 'lab', guiBanner: undefined },
    ]
    expect(JSON_ENCODING.encodeFlat('domain', entries)).toBe(
      '{"totalCount":"2","imdata":[{"name":"local","guiBanner":"San \\"Jose\\""},{"name":"lab"}]}',
    )
    expect(XML_ENCODING.encodeFlat('domain', entries)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><imdata totalCount="2">\n<domain name="local" guiBanner="San &quot;Jose&quot;"/>\n<domain name="lab"/></imdata>\n',
    )
  })

  it('in JSON is one line', () => {
    expect(JSON_ENCODING.encode(replyOf([tree, mo('fvBD', {})], 7))).toBe(
      '{"totalCount":"7","imdata":[{"fvAp":{"attributes":{"dn":"uni/tn-a/ap-b","descr":"a \\"b\\" <c> & \'d\'\\n"},"children":[{"fvAEPg":{"attributes":{"name":"e"}}}]}},{"fvBD":{"attributes":{}}}]}',
    )
  })

  it('in XML has a line break before each tag inside imdata', () => {
    expect(XML_ENCODING.encode(replyOf([tree, mo('fvBD', {})], 7))).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><imdata totalCount="7">\n<fvAp dn="uni/tn-a/ap-b" descr="a &quot;b&quot; &lt;c&gt; &amp; \'d\'&#10;">\n<fvAEPg name="e"/>\n</fvAp>\n<fvBD/></imdata>\n',
    )
  })
})
