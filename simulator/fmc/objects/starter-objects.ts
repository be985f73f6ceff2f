/**
 * System objects that are there from the start, in the Global domain. That a host `any-ipv6` is among them is
 * confirmed [SPEC]; the others are a guess.
 */
export const STARTER_OBJECTS: readonly { collection: string; name: string; value: string }[] = [
  { collection: 'hosts', name: 'any-ipv6', value: '::' },
  { collection: 'networks', name: 'any-ipv4', value: '0.0.0.0/0' },
  { collection: 'networks', name: 'IPv4-Private-10.0.0.0-8', value: '10.0.0.0/8' },
  { collection: 'networks', name: 'IPv4-Private-172.16.0.0-12', value: '172.16.0.0/12' },
  { collection: 'networks', name: 'IPv4-Private-192.168.0.0-16', value: '192.168.0.0/16' },
]
