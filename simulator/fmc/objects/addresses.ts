/** Version of an IP address as object metadata writes it [C: SPEC]. */
export type IpType = 'V_4' | 'V_6'

/** Which version of IP address a text is; undefined when it is none. */
export function ipType(text: string): IpType | undefined {
  if (isIpv4(text)) return 'V_4'
  return isIpv6(text) ? 'V_6' : undefined
}

/** Which version a network in the form `address/prefix length` is of; undefined when it is none. */
export function networkIpType(text: string): IpType | undefined {
  const [, address, length] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? []
  if (address === undefined) return undefined
  const type = ipType(address)
  return type !== undefined && Number(length) <= (type === 'V_4' ? 32 : 128) ? type : undefined
}

function isIpv4(text: string): boolean {
  const parts = text.split('.')
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
}

function isIpv6(text: string): boolean {
  const halves = text.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  // An IPv4 address may stand for the last two groups.
  const dotted = groups.at(-1)?.includes('.') === true && !text.endsWith('::')
  if (dotted && !isIpv4(groups.pop()!)) return false
  const count = groups.length + (dotted ? 2 : 0)
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false
  return halves.length === 2 ? count < 8 : count === 8
}

/** Which version a range in the form `first-last` is of; undefined when it is none, or runs backwards. */
export function rangeIpType(text: string): IpType | undefined {
  const [first, last, ...rest] = text.split('-')
  if (first === undefined || last === undefined || rest.length > 0) return undefined
  const type = ipType(first)
  if (type === undefined || ipType(last) !== type) return undefined
  return type === 'V_6' || ipv4Number(first) <= ipv4Number(last) ? type : undefined
}

function ipv4Number(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}
