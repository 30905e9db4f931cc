// The whole Bluesky network in one process: PDS, PLC directory, AppView, bsync and Ozone.
// Prints one line of JSON once it is ready; ends on SIGTERM.
import { pathToFileURL } from 'node:url'

const partners = process.env.ANTIPHON_PARTNERS
const { TestNetwork } = await import(
  pathToFileURL(`${partners}/node_modules/@atproto/dev-env/dist/index.js`).href
)

const network = await TestNetwork.create({ dbPostgresSchema: 'antiphon' })

let ending = false
process.on('SIGTERM', () => {
  if (ending) return
  ending = true
  process.exit(0)
})

console.log(
  JSON.stringify({
    pds: network.pds.url,
    plc: network.plc.url,
    appview: network.bsky.url,
  }),
)
