import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readXml } from '../../../simulator/apic/encoding/xml-reader.js'
import { mo } from '../../../simulator/apic/encoding.js'
import { ApicError } from '../../../simulator/apic/errors.js'

/** The text of the refusal of a document. */
function refusal(document: string, deepestNesting = 8): string {
  try {
    readXml(document, deepestNesting)
  } catch (error) {
    if (!(error instanceof ApicError)) throw error
    expect([error.status, error.code]).toEqual([400, 400])
    return error.message
  }
  return 'accepted'
}

describe('XML of a request', () => {
  it.each([
    ['a login as PY prints it', '<aaaUser name="U" pwd="P"/>\n', mo('aaaUser', { name: 'U', pwd: 'P' })],
    ['a declaration', '<?xml version="1.0" encoding="UTF-8"?>\n<fvBD/>', mo('fvBD', {})],
    ['single quotes', `<fvBD name='a "b"'/>`, mo('fvBD', { name: 'a "b"' })],
    [
      'spaces around equals signs and before the end',
      '<fvBD name = "a" \n ></fvBD >',
      mo('fvBD', { name: 'a' }),
    ],
    ['comments', '<!-- a --><fvBD><!--b--></fvBD><!-- < -->', mo('fvBD', {})],
    [
      'references',
      '<fvBD name="&lt;&gt;&amp;&quot;&apos;&#65;&#x1F600;&#10;&amp;lt;"/>',
      mo('fvBD', { name: '<>&"\'A😀\n&lt;' }),
    ],
    [
      'white space in a value, as spaces',
      '<fvBD name="a\tb\nc\r\nd\re"/>',
      mo('fvBD', { name: 'a b c d e' }),
    ],
    [
      'children in their order',
      '<fvTenant name="t">\n  <fvBD name="b"/><fvCtx name="c"><fvBD/></fvCtx>\n</fvTenant>',
      mo('fvTenant', { name: 't' }, [
        mo('fvBD', { name: 'b' }),
        mo('fvCtx', { name: 'c' }, [mo('fvBD', {})]),
      ]),
    ],
  ])('is read with %s', (_what, document, tree) => {
    expect(readXml(document, 8)).toEqual(tree)
  })

  it.each([
    ['', 'document must contain a root element at line: 1'],
    ['  \n ', 'document must contain a root element at line: 2'],
    ['fvBD', 'text data outside of root node at line: 1'],
    ['{"fvBD":{"attributes":{}}}', 'text data outside of root node at line: 1'],
    ['<', 'document must contain a root element at line: 1'],
    ['<fvBD', 'document must contain a root element at line: 1'],
    ['<fvBD>', 'unclosed tag at line: 1'],
    ['<fvBD>\n<fvCtx/>\n', 'unclosed tag at line: 3'],
    ['<1/>', 'disallowed character in tag name at line: 1'],
    ['<fvBD/ >', 'forward-slash in opening tag not followed by > at line: 1'],
    ['</fvBD>', 'unmatched closing tag at line: 1'],
    ['<fvBD>\n</fvCtx>', 'unexpected close tag at line: 2'],
    ['<fvBD><fvCtx></fvBD></fvCtx>', 'unexpected close tag at line: 1'],
    ['<fvBD></fvBD name="a">', 'disallowed character in closing tag at line: 1'],
    ['<fvBD/><fvBD/>', 'documents may contain only one root at line: 1'],
    ['<fvBD/>\n\n.', 'text data outside of root node at line: 3'],
    ['<fvBD>text</fvBD>', 'text is not allowed at line: 1'],
    ['<fvBD name/>', 'disallowed character in attribute name at line: 1'],
    ['<fvBD name=a/>', 'unquoted attribute value at line: 1'],
    ['<fvBD name="a/>', 'unexpected end at line: 1'],
    ['<fvBD name="<"/>', 'disallowed character at line: 1'],
    ['<fvBD name="a"descr="b"/>', 'no whitespace between attributes at line: 1'],
    ['<fvBD name="a"\n name="b"/>', 'duplicate attribute at line: 2'],
    ['<fvBD name="&"/>', 'unexpected end at line: 1'],
    ['<fvBD name="&amp"/>', 'unexpected end at line: 1'],
    ['<fvBD name="&nbsp;"/>', 'undefined entity at line: 1'],
    ['<fvBD name="&toString;"/>', 'undefined entity at line: 1'],
    ['<fvBD name="&#0;"/>', 'malformed character entity at line: 1'],
    ['<fvBD name="&#x110000;"/>', 'malformed character entity at line: 1'],
    ['<fvBD name="&#xD800;"/>', 'malformed character entity at line: 1'],
    ['<fvBD name="\u0001"/>', 'disallowed character at line: 1'],
    ['<fvBD name="\ud800"/>', 'disallowed character at line: 1'],
    ['<!DOCTYPE a [<!ENTITY b "c">]><fvBD/>', 'document types are not allowed at line: 1'],
    ['<fvBD><![CDATA[a]]></fvBD>', 'CDATA sections are not allowed at line: 1'],
    ['<?php ?><fvBD/>', 'processing instructions are not allowed at line: 1'],
    [' <?xml version="1.0"?><fvBD/>', 'an XML declaration must be at the start of the document at line: 1'],
    ['<fvBD><!-- a -- b --></fvBD>', 'malformed comment at line: 1'],
    ['<!-- a', 'document must contain a root element at line: 1'],
  ])('is refused: %s', (document, text) => {
    expect(refusal(document)).toBe(`XML parsing failed - ${text}`)
  })

  it('is refused one level below the deepest', () => {
    const nested = (levels: number) => `${'<a>\n'.repeat(levels)}${'</a>'.repeat(levels)}`
    expect(refusal(nested(8))).toBe('accepted')
    expect(refusal(nested(9))).toBe('XML parsing failed - objects nested too deep at line: 9')
    expect(refusal('<a>'.repeat(1_000_000), 1000)).toBe(
      'XML parsing failed - objects nested too deep at line: 1',
    )
  })

  it('is read or refused, whatever it is', () => {
    const pieces = fc.constantFrom(
      ...['<', '>', '/>', '</', 'a', 'b', ' ', '="', '"', "='", "'", '&', '&lt;', ';', '<!--', '-->'],
      ...[
        '<![CDATA[',
        ']]>',
        '<?xml ',
        '?>',
        '<!DOCTYPE',
        '<a x="1"',
        '<a>',
        '</a>',
        '\n',
        '\0',
        '__proto__',
      ],
    )
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: pieces, maxLength: 30 }), fc.string()), (document) => {
        expect(refusal(document)).toMatch(/^(accepted|XML parsing failed - [^:]+ at line: \d+)$/)
      }),
      { numRuns: 2000 },
    )
  })
})
