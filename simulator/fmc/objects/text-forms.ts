import { type IpType, ipType, networkIpType, rangeIpType } from './addresses.js'

/** A form that a text member must have. */
export interface TextForm {
  /** What to tell a client that it expected, such as `an IP address`. */
  readonly expected: string
  fits(text: string): boolean
  /** Version of IP address for `metadata.ipType`; only forms of addresses have one. */
  ipType?(text: string): IpType | undefined
}

function addressForm(expected: string, typeOf: (text: string) => IpType | undefined): TextForm {
  return { expected, fits: (text) => typeOf(text) !== undefined, ipType: typeOf }
}

function pattern(expected: string, form: RegExp): TextForm {
  return { expected, fits: (text) => form.test(text) }
}

/** One IP address. */
export const ADDRESS = addressForm('an IP address', ipType)
/** `address/prefix length`. */
export const NETWORK = addressForm('a network in the form address/prefix length', networkIpType)
/** `first-last`, both of one version. */
export const RANGE = addressForm('a range in the form first-last', rangeIpType)
/** A host name with two labels or more. */
export const DOMAIN_NAME = pattern(
  'a fully qualified domain name',
  /^(?=.{3,253}$)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\.)+(?!-)[a-z0-9-]{1,63}(?<!-)\.?$/i,
)
/** An address, a network or a range. */
export const ANY_ADDRESS = addressForm(
  'an IP address, a network or a range',
  (text) => ipType(text) ?? networkIpType(text) ?? rangeIpType(text),
)
/** One port, or two with a hyphen between them. */
export const PORTS: TextForm = {
  expected: 'a port or a range of ports from 0 to 65535',
  fits(text) {
    const [, first, last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? []
    return first !== undefined && Number(first) <= Number(last) && Number(last) <= 65_535
  },
}
/** A number from 0 to 255 as text, or `Any`. */
export const ICMP_TYPE: TextForm = {
  expected: 'an ICMP type from 0 to 255, or Any',
  fits: (text) => text === 'Any' || (/^\d{1,3}$/.test(text) && Number(text) <= 255),
}
/** Anything with something in it and no blanks. */
export const URL_TEXT = pattern('a URL without blanks', /^\S{1,400}$/)
/** Decimal digits, such as those of an instant. */
export const DIGITS = pattern('decimal digits', /^\d{1,15}$/)
