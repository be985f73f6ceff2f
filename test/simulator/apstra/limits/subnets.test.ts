import { BlockList, isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contains, readSubnet } from '../../../../simulator/apstra/limits/subnets.js'

describe('readSubnet', () => {
  it.each([
    ['10.1.2.3', '10.1.2.3/32'],
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['255.255.255.255/31', '255.255.255.254/31'],
    ['2001:db8::7', '2001:db8::7/128'],
    ['2001:DB8:0:0:1:0:0:0/64', '2001:db8::/64'],
    ['2001:db8:0:0:1:0:0:0', '2001:db8:0:0:1::/128'],
    ['1:0:0:2:0:0:3:4', '1::2:0:0:3:4/128'],
    ['1:0:2:3:4:5:6:10', '1:0:2:3:4:5:6:10/128'],
    ['::', '::/128'],
    ['::1/127', '::/127'],
    ['1::/16', '1::/16'],
  ])('reads %s as %s', (text, normal) => {
    expect(readSubnet(text)?.text).toBe(normal)
  })

  it.each([
    '',
    'localhost',
    '10.0.0/8',
    '10.0.0.256',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/-1',
    '::/129',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '12345::',
  ])('refuses %j', (text) => {
    expect(readSubnet(text)).toBeUndefined()
  })
})

describe('contains', () => {
  it('decides as the block list of the platform does', () => {
    const seen = { inside: 0, outside: 0 }
    const pair = fc.oneof(
      fc.record({
        family: fc.constant('ipv4' as const),
        one: fc.ipV4(),
        other: fc.ipV4(),
        length: fc.nat({ max: 32 }),
      }),
      fc.record({
        family: fc.constant('ipv6' as const),
        one: fc.ipV6(),
        other: fc.ipV6(),
        length: fc.nat({ max: 128 }),
      }),
    )
    fc.assert(
      fc.property(pair, fc.nat({ max: 40 }), ({ family, one, other: far, length }, same) => {
        // Often an address that begins like the subnet.
        const other = same < 20 ? far : one.slice(0, same - 20) + far.slice(same - 20)
        const subnet = readSubnet(`${one}/${length}`)
        fc.pre(subnet !== undefined && isIP(other) === subnet.family)
        // Written as ::1.2.3.4, which no socket reports.
        fc.pre(family === 'ipv4' || !other.includes('.'))
        const list = new BlockList()
        list.addSubnet(one, length, family)
        const inside = list.check(other, family)
        seen[inside ? 'inside' : 'outside']++
        expect(contains(subnet, other)).toBe(inside)
      }),
      { seed: 4, numRuns: 2000 },
    )
    expect(Math.min(seen.inside, seen.outside)).toBeGreaterThan(50)
  })

  it('knows an IPv4 address that comes through an IPv6 socket', () => {
    expect(contains(readSubnet('127.0.0.0/8')!, '::ffff:127.0.0.1')).toBe(true)
  })
})
