// The broker aedes, on a port of its choice, which it prints.
//   NODE_PATH=DIR/node_modules node mqtt-aedes.js
const aedes = require('aedes')
const server = require('net').createServer
const start = broker => {
  const listener = server(broker.handle)
  listener.listen(0, '127.0.0.1', () => console.log(listener.address().port))
}
if (aedes.Aedes && aedes.Aedes.createBroker) aedes.Aedes.createBroker().then(start)
else start(aedes.createBroker ? aedes.createBroker() : aedes())
