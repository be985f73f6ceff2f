import { readdir, readFile, readlink } from 'node:fs/promises'
import type { Socket } from 'node:net'

/** Whether the clocks of a program can be moved by a preloaded library, and if not, why, in words. */
export type ClockReach = { reached: true } | { reached: false; why: string }

/** Stands in each program that the Go toolchain makes; such a program asks the kernel for the time itself. */
const GO_BUILD_INFO = Buffer.from('\xff Go buildinf:', 'latin1')
const TCP_TABLES = ['/proc/self/net/tcp', '/proc/self/net/tcp6']

/**
 * Whether the program at the other end of a loopback connection lives in scaled time: found by looking at the program
 * itself rather than by trusting that a library was loaded. Linux only; undefined where it cannot be told.
 */
export async function clockReach(socket: Socket): Promise<ClockReach | undefined> {
  try {
    const inode = await inodeOf(socket.remotePort, socket.localPort)
    const pid = inode === undefined ? undefined : await holderOf(inode)
    return pid === undefined ? undefined : await reachOf(pid)
  } catch {
    // The program is gone already, or this is no Linux.
    return undefined
  }
}

async function reachOf(pid: string): Promise<ClockReach> {
  const program = (await readlink(`/proc/${pid}/exe`)).split('/').at(-1)!
  if (!(await readFile(`/proc/${pid}/maps`, 'utf8')).includes('libfaketime')) {
    return {
      reached: false,
      why: `${program} did not load libfaketime: it is linked statically, or drops LD_PRELOAD`,
    }
  }
  if ((await readFile(`/proc/${pid}/exe`)).includes(GO_BUILD_INFO)) {
    return { reached: false, why: `${program} is a Go program, which asks the kernel for the time itself` }
  }
  return { reached: true }
}

/** Inode of the client's end of a connection, from the kernel's tables. */
async function inodeOf(clientPort?: number, serverPort?: number): Promise<string | undefined> {
  const local = hexPort(clientPort)
  const remote = hexPort(serverPort)
  for (const table of TCP_TABLES) {
    for (const line of (await readFile(table, 'utf8')).split('\n')) {
      const fields = line.trim().split(/\s+/)
      if (fields[1]?.endsWith(local) && fields[2]?.endsWith(remote)) return fields[9]
    }
  }
  return undefined
}

function hexPort(port = 0): string {
  return `:${port.toString(16).toUpperCase().padStart(4, '0')}`
}

/** Process that has the socket with this inode open. */
async function holderOf(inode: string): Promise<string | undefined> {
  const wanted = `socket:[${inode}]`
  const own = String(process.pid)
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid) || pid === own) continue
    const folder = `/proc/${pid}/fd`
    const open = await readdir(folder).catch(() => [])
    const links = await Promise.all(open.map((fd) => readlink(`${folder}/${fd}`).catch(() => '')))
    if (links.includes(wanted)) return pid
  }
  return undefined
}
