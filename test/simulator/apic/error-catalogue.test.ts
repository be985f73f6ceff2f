import { describe, expect, it } from 'vitest'
import {
  type CatalogueName,
  catalogueText,
  ERROR_CATALOGUE,
} from '../../../simulator/apic/error-catalogue.js'
import {
  catalogued,
  failedValidation,
  namingPropertyFixed,
  readDenied,
  unknownAttribute,
  unknownValue,
  writeDenied,
  wrongRnPrefix,
} from '../../../simulator/apic/errors.js'

const entries = Object.entries(ERROR_CATALOGUE)

describe('the error catalogue', () => {
  it('puts values where the texts have their names', () => {
    expect(unknownValue('status', 'fvBD', 'x').message).toBe(
      'unknown property value x, , name status, class fvBD [(Dn0)] Dn0=, ',
    )
    expect(failedValidation('name', 'uni/tn-a', '{dn}').message).toBe(
      "property name of uni/tn-a failed validation for value '{dn}'",
    )
    expect(wrongRnPrefix('uni/x', 'x', 4).message).toBe('Invalid DN uni/x, wrong rn prefix x at position 4')
    expect(unknownAttribute('$&', 'fvBD').message).toBe("unknown attribute '$&' in element 'fvBD'")
    expect(namingPropertyFixed('name', 'fvBD').message).toBe(
      'Create-only and naming props cannot be modified after creation, class=fvBD, prop=name',
    )
  })

  it('knows which refusals are about privileges', () => {
    expect(writeDenied('400-170', 'eve', 'fvBD')).toMatchObject({
      status: 400,
      code: 170,
      message: 'user eve does not have domain access to config Mo, class fvBD',
      forbidden: true,
    })
    expect(writeDenied('403', 'eve', 'fvBD')).toMatchObject({ status: 403, code: 403, forbidden: true })
    expect(readDenied('eve', 'uni/tn-a')).toMatchObject({ status: 403, forbidden: true })
    expect(unknownAttribute('a', 'fvBD').forbidden).toBe(false)
  })

  it('takes the HTTP status of an option before its own', () => {
    expect(catalogued('datasetTooBig', {}, 503)).toMatchObject({ status: 503, code: 1 })
    expect(catalogued('datasetTooBig', {})).toMatchObject({ status: 400, code: 1 })
  })

  it.each(entries)('has the parts of %s agree', (name, { status, code, confidence, source, text }) => {
    // Failures of transport carry their HTTP status as code; those of the model go with 400.
    expect(status === code || status === 400).toBe(true)
    const sure = Object.values(confidence)
    expect(source).toMatch(/^\[.+\]$/)
    expect(/\bC\b/.test(source)).toBe(sure.includes('C'))
    expect(sure.includes('G') && !source.includes('guess')).toBe(false)
    const anything = new Proxy({}, { get: () => 'filled' })
    const filled = catalogueText(name as CatalogueName, anything as never)
    expect(filled).not.toMatch(/[{}]/)
    expect(filled.match(/filled/g) ?? []).toHaveLength(text.match(/\{\w+\}/g)?.length ?? 0)
  })
})
