// Speaks MQTT through mqtt.js: 3.1, 3.1.1 and 5.0, QoS 0 to 2, will, retained, properties, topic
// aliases, 256 KiB, $share.
//   NODE_PATH=DIR/node_modules node mqtt-js.js PORT 3|4|5 [shared]
const mqtt = require('mqtt')
const [port, version] = [Number(process.argv[2]), Number(process.argv[3])]
const shared = process.argv.includes('shared')
const five = version === 5
const big = Buffer.alloc(256 << 10, 'abc')
const base = {
  port, host: '127.0.0.1', protocolVersion: version, keepalive: 1, reconnectPeriod: 0, connectTimeout: 10000,
  protocolId: version === 3 ? 'MQIsdp' : 'MQTT', username: 'user', password: 'password',
}
const check = (ok, what) => { if (!ok) { console.error('failed:', what); process.exit(1) } }
const sleep = ms => new Promise(resolve => setTimeout(resolve, ms))
const until = async (condition, what) => {
  for (let i = 0; i < 2000 && !condition(); i++) await sleep(10)
  check(condition(), what)
}
const connect = async (clientId, more = {}) => {
  const properties = { sessionExpiryInterval: 5, receiveMaximum: 30, topicAliasMaximum: 20, requestResponseInformation: true, userProperties: { a: ['1', '2'], b: '3' } }
  const client = await mqtt.connectAsync({ ...base, clientId, ...(five ? { properties, autoAssignTopicAlias: true } : {}), ...more })
  client.got = []
  client.on('message', (topic, payload, packet) => client.got.push({ topic, payload, packet }))
  client.on('error', error => { console.error(error); process.exit(1) })
  return client
}

async function main() {
  const topic = `js/${version}`
  const subscriber = await connect(`js-sub-${version}`)
  const granted = await subscriber.subscribeAsync({ [`${topic}/#`]: { qos: 2, nl: false, rap: true, rh: 1 }, 'no/+/where': { qos: 1 } },
    five ? { properties: { subscriptionIdentifier: 268435455, userProperties: { s: 't' } } } : undefined)
  check(granted.length === 2, 'granted')
  const will = { topic: `${topic}/will`, payload: Buffer.from('gone'), qos: 1, retain: false }
  if (five) will.properties = { willDelayInterval: 0, payloadFormatIndicator: true, contentType: 't', userProperties: { w: 'x' } }
  const publisher = await connect(`js-pub-${version}`, { will })
  const properties = {
    payloadFormatIndicator: false, messageExpiryInterval: 60, contentType: 'bin', responseTopic: 'r', correlationData: Buffer.from([0, 1]),
    userProperties: { k: ['1', '2'] },
  }
  for (const qos of [0, 1, 2]) {
    for (const payload of ['', 'text', big]) {
      await publisher.publishAsync(`${topic}/${qos}`, payload, five ? { qos, properties: { ...properties } } : { qos })
    }
  }
  for (let i = 0; i < 5; i++) await publisher.publishAsync(`${topic}/same`, `${i}`, { qos: 1 })
  await publisher.publishAsync(`${topic}/kept`, 'kept', { qos: 1, retain: true })
  await until(() => subscriber.got.length >= 15, 'messages')
  check(subscriber.got.filter(m => m.payload.equals(big)).length === 3, 'big payloads')
  const late = await connect(`js-late-${version}`)
  await late.subscribeAsync(`${topic}/kept`, { qos: 2 })
  await until(() => late.got.length === 1 && late.got[0].packet.retain, 'retained')
  await late.unsubscribeAsync([`${topic}/kept`, 'never'])
  await publisher.publishAsync(`${topic}/kept`, '', { retain: true })
  if (shared) {
    const workers = [await connect(`js-w1-${version}`), await connect(`js-w2-${version}`)]
    for (const worker of workers) await worker.subscribeAsync('$share/js/jobs-js/+', { qos: 1 })
    for (let i = 0; i < 10; i++) await publisher.publishAsync(`jobs-js/${i}`, `${i}`, { qos: 1 })
    await until(() => workers[0].got.length + workers[1].got.length === 10, 'shared')
    for (const worker of workers) await worker.endAsync(false, five ? { reasonCode: 0, properties: { reasonString: 'done' } } : {})
  }
  await sleep(1600)
  publisher.stream.destroy()
  await until(() => subscriber.got.some(m => m.topic === `${topic}/will`), 'will')
  await late.endAsync()
  await subscriber.endAsync()
  console.log('mqtt.js', version, subscriber.got.length, 'messages')
  process.exit(0)
}
main().catch(error => { console.error(error); process.exit(1) })
