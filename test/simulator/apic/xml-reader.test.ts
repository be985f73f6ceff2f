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
    ['', 'incomplete document at line: 1'],
    ['  \n ', 'incomplete document at line: 2'],
    ['fvBD', 'text is not allowed at line: 1'],
    ['{"fvBD":{"attributes":{}}}', 'text is not allowed at line: 1'],
    ['<', 'incomplete tag at line: 1'],
    ['<fvBD', 'incomplete tag at line: 1'],
    ['<fvBD>', 'incomplete document at line: 1'],
    ['<fvBD>\n<fvCtx/>\n', 'incomplete document at line: 3'],
    ['<1/>', 'incomplete tag at line: 1'],
    ['<fvBD/ >', 'incomplete tag at line: 1'],
    ['</fvBD>', 'mismatched tag at line: 1'],
    ['<fvBD>\n</fvCtx>', 'mismatched tag at line: 2'],
    ['<fvBD><fvCtx></fvBD></fvCtx>', 'mismatched tag at line: 1'],
    ['<fvBD></fvBD name="a">', 'mismatched tag at line: 1'],
    ['<fvBD/><fvBD/>', 'content after the document element at line: 1'],
    ['<fvBD/>\n\n.', 'content after the document element at line: 3'],
    ['<fvBD>text</fvBD>', 'text is not allowed at line: 1'],
    ['<fvBD name/>', 'incomplete attribute value at line: 1'],
    ['<fvBD name=a/>', 'incomplete attribute value at line: 1'],
    ['<fvBD name="a/>', 'incomplete attribute value at line: 1'],
    ['<fvBD name="<"/>', 'incomplete attribute value at line: 1'],
    ['<fvBD name="a"descr="b"/>', 'incomplete tag at line: 1'],
    ['<fvBD name="a"\n name="b"/>', 'duplicate attribute at line: 2'],
    ['<fvBD name="&"/>', 'undefined entity at line: 1'],
    ['<fvBD name="&amp"/>', 'undefined entity at line: 1'],
    ['<fvBD name="&nbsp;"/>', 'undefined entity at line: 1'],
    ['<fvBD name="&toString;"/>', 'undefined entity at line: 1'],
    ['<fvBD name="&#0;"/>', 'undefined entity at line: 1'],
    ['<fvBD name="&#x110000;"/>', 'undefined entity at line: 1'],
    ['<fvBD name="&#xD800;"/>', 'undefined entity at line: 1'],
    ['<fvBD name="\u0001"/>', 'character not allowed in a document at line: 1'],
    ['<fvBD name="\ud800"/>', 'character not allowed in a document at line: 1'],
    ['<!DOCTYPE a [<!ENTITY b "c">]><fvBD/>', 'document types and CDATA sections are not allowed at line: 1'],
    ['<fvBD><![CDATA[a]]></fvBD>', 'document types and CDATA sections are not allowed at line: 1'],
    ['<?php ?><fvBD/>', 'processing instructions are not allowed at line: 1'],
    [' <?xml version="1.0"?><fvBD/>', 'processing instructions are not allowed at line: 1'],
    ['<fvBD><!-- a -- b --></fvBD>', 'incomplete comment at line: 1'],
    ['<!-- a', 'incomplete comment at line: 1'],
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
        expect(refusal(document)).toMatch(/^(accepted|XML parsing failed - [\w ]+ at line: \d+)$/)
      }),
      { numRuns: 2000 },
    )
  })
})
