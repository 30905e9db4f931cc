// Preloaded into every node server: it listens on 127.0.0.1 only, and reaches nothing else.
import dns from 'node:dns'
import net from 'node:net'

const LOOPBACK = '127.0.0.1'
const LOCAL_NAMES = new Set([LOOPBACK, 'localhost', '::1', '0.0.0.0', '::'])

const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (...parts) {
  const first = parts[0]
  if (typeof first === 'object' && first !== null && 'port' in first) {
    parts[0] = { ...first, host: LOOPBACK }
  } else if (typeof first === 'number' || first === undefined || /^\d+$/.test(first)) {
    const rest = parts.slice(1).filter((part) => typeof part !== 'string')
    parts = [Number(first ?? 0), LOOPBACK, ...rest]
  }
  return listen.apply(this, parts)
}

const lookup = dns.lookup
dns.lookup = function (name, options, callback) {
  const answer = typeof options === 'function' ? options : callback
  const wanted = typeof options === 'function' ? {} : options
  if (!LOCAL_NAMES.has(name)) {
    const error = Object.assign(new Error(`not on loopback: ${name}`), { code: 'ENOTFOUND', hostname: name })
    return process.nextTick(answer, error)
  }
  return lookup.call(dns, LOOPBACK, wanted, answer)
}

const refused = async (name) => {
  throw Object.assign(new Error(`not on loopback: ${name}`), { code: 'ENOTFOUND', hostname: name })
}
for (const kind of ['resolve', 'resolve4', 'resolve6', 'resolveTxt', 'resolveMx', 'resolveSrv']) {
  dns.promises[kind] = refused
  dns[kind] = (name, ...rest) => refused(name).catch(rest.at(-1))
}
