import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import type { Socket } from 'node:net'

/** Stands in each program that the Go toolchain makes; such a program asks the kernel for the time itself. */
const GO_BUILD_INFO = Buffer.from('\xff Go buildinf:', 'latin1')
const TCP_TABLES = ['/proc/self/net/tcp', '/proc/self/net/tcp6']
/** Programs looked at before the rest are believed to be like them. */
const MOST_LOOKS = 20

/**
 * Whether the programs that connect live in scaled time: found by looking at them, rather than by trusting that a
 * library was loaded. Linux only; elsewhere nothing is found.
 */
export class ClockReach {
  /** Why a program's clocks do not follow, in words; undefined while each one seen does. */
  failure: string | undefined
  #looks = 0

  /**
   * Looks at the program at the other end of a connection that was just accepted. It is done before this returns, for
   * a program may be gone as soon as it has its answer.
   * @param group process group of the programs
   */
  look(socket: Socket, group: number): void {
    if (this.failure !== undefined || this.#looks >= MOST_LOOKS) return
    try {
      const pid = peerOf(socket, group)
      if (pid === undefined) return
      this.#looks++
      this.failure = outOfReach(pid)
    } catch {
      // The program is gone already, or this is no Linux.
    }
  }
}

/** Why a preloaded library cannot move the clocks of a program; undefined where it can. */
function outOfReach(pid: string): string | undefined {
  const program = readlinkSync(`/proc/${pid}/exe`).split('/').at(-1)!
  if (!readFileSync(`/proc/${pid}/maps`, 'utf8').includes('libfaketime')) {
    return `${program} did not load libfaketime: it is linked statically, or was started without LD_PRELOAD`
  }
  if (readFileSync(`/proc/${pid}/exe`).includes(GO_BUILD_INFO)) {
    return `${program} is a Go program, which asks the kernel for the time itself`
  }
  return undefined
}

/** The process of a group that holds the client's end of a connection. */
function peerOf({ remotePort, localPort }: Socket, group: number): string | undefined {
  const inode = inodeOf(remotePort, localPort)
  if (inode === undefined) return undefined
  return readdirSync('/proc').find(
    (pid) => /^\d+$/.test(pid) && groupOf(pid) === group && holds(pid, `socket:[${inode}]`),
  )
}

/** Inode of the client's end of a connection, from the kernel's tables. */
function inodeOf(clientPort?: number, serverPort?: number): string | undefined {
  const local = hexPort(clientPort)
  const remote = hexPort(serverPort)
  for (const table of TCP_TABLES) {
    for (const line of readFileSync(table, 'utf8').split('\n')) {
      const fields = line.trim().split(/\s+/)
      if (fields[1]?.endsWith(local) && fields[2]?.endsWith(remote)) return fields[9]
    }
  }
  return undefined
}

function hexPort(port = 0): string {
  return `:${port.toString(16).toUpperCase().padStart(4, '0')}`
}

/** Process group; the name that stands before it in brackets may contain anything. */
function groupOf(pid: string): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2])
  } catch {
    // It ended meanwhile.
    return 0
  }
}

function holds(pid: string, file: string): boolean {
  return readdirSync(`/proc/${pid}/fd`).some((fd) => linkOf(`/proc/${pid}/fd/${fd}`) === file)
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
