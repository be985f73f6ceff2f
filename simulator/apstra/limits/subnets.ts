/** A range of addresses: those that begin with the same bits. */
export interface Subnet {
  /** In CIDR form, with a prefix length and without bits behind it: `10.0.0.0/8`. */
  readonly text: string
  readonly family: 4 | 6
  /** The address as a number. */
  readonly bits: bigint
  /** How many leading bits count. */
  readonly length: number
}

const FAMILY_BITS = { 4: 32, 6: 128 } as const

/** Reads `10.0.0.0/8`, `2001:db8::/32`, or an address without a length, which is a subnet of its own. */
export function readSubnet(text: string): Subnet | undefined {
  const [address = '', prefix, ...rest] = text.split('/')
  const read = readAddress(address)
  if (read === undefined || rest.length > 0) return undefined
  const longest = FAMILY_BITS[read.family]
  const length = prefix === undefined ? longest : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN
  if (!(length <= longest)) return undefined
  const ignored = BigInt(longest - length)
  const bits = (read.bits >> ignored) << ignored
  return { family: read.family, bits, length, text: `${write(read.family, bits)}/${length}` }
}

/** Whether an address, which may be an IPv4 one in IPv6 clothes, lies in a subnet. */
export function contains({ family, bits, length }: Subnet, address: string): boolean {
  const read = readAddress(address)
  if (read?.family !== family) return false
  const ignored = BigInt(FAMILY_BITS[family] - length)
  return read.bits >> ignored === bits >> ignored
}

function readAddress(text: string): Pick<Subnet, 'family' | 'bits'> | undefined {
  const plain = text.replace(/^::ffff:(?=\d+\.)/i, '')
  const family = plain.includes(':') ? 6 : 4
  const bits = family === 4 ? readIPv4(plain) : readIPv6(plain)
  return bits === undefined ? undefined : { family, bits }
}

function readIPv4(text: string): bigint | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) {
    return undefined
  }
  return join(parts.map(BigInt), 8n)
}

function readIPv6(text: string): bigint | undefined {
  const [front = '', back, ...rest] = text.split('::')
  const groups = (half: string) => (half === '' ? [] : half.split(':'))
  const head = groups(front)
  const tail = groups(back ?? '')
  const missing = 8 - head.length - tail.length
  if (rest.length > 0 || (back === undefined ? missing !== 0 : missing < 1)) return undefined
  const all = [...head, ...Array<string>(missing).fill('0'), ...tail]
  if (!all.every((group) => /^[\da-f]{1,4}$/i.test(group))) return undefined
  return join(
    all.map((group) => BigInt(`0x${group}`)),
    16n,
  )
}

/** Puts parts of equal width, given in bits, side by side. */
function join(parts: readonly bigint[], width: bigint): bigint {
  return parts.reduce((sum, part) => (sum << width) | part, 0n)
}

function write(family: Subnet['family'], bits: bigint): string {
  if (family === 4) return split(bits, 4, 8).join('.')
  const text = split(bits, 8, 16)
    .map((group) => group.toString(16))
    .join(':')
  // The longest run of zeros is left out, the first of equals.
  const [run] = [...text.matchAll(/(?<![\da-f])0(?::0)+(?![\da-f])/g)].toSorted(
    (one, other) => other[0].length - one[0].length,
  )
  if (run === undefined) return text
  return `${text.slice(0, run.index)}::${text.slice(run.index + run[0].length)}`.replace(/:{3,}/, '::')
}

function split(bits: bigint, count: number, width: number): bigint[] {
  return Array.from({ length: count }, (_, index) =>
    BigInt.asUintN(width, bits >> BigInt((count - 1 - index) * width)),
  )
}
