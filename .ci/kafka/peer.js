// kafkajs, for wire/tests/kafka_interop.rs. Lines as in Peer.java; it has none and gzip of its own, snappy beside it.
//
//   node peer.js produce SERVER RECORDS TOPIC=CODEC...
//   node peer.js consume SERVER TOPIC...
const fs = require("fs");
const { Kafka, CompressionTypes, CompressionCodecs, logLevel } = require("kafkajs");
const { SnappyCodec } = require("kafkajs-snappy-typescript");
CompressionCodecs[CompressionTypes.Snappy] = new SnappyCodec().codec;

const unhex = (text) => (text === "-" ? null : Buffer.from(text.slice(1), "hex"));
const hex = (bytes) => (bytes == null ? "-" : "x" + Buffer.from(bytes).toString("hex"));

const messages = (path) => fs.readFileSync(path, "utf8").trim().split("\n").map((text) => {
  const [, timestamp, key, value, pairs] = text.split(" ");
  const headers = {};
  if (pairs !== ".") for (const pair of pairs.split(",")) {
    const [name, value] = pair.split(":");
    // Duplicates are an array to kafkajs.
    const key = unhex(name).toString();
    headers[key] = key in headers ? [].concat(headers[key], [unhex(value)]) : unhex(value);
  }
  return { key: unhex(key), value: unhex(value), timestamp, headers };
});

async function main([what, server, ...rest]) {
  const kafka = new Kafka({ brokers: [server], logLevel: logLevel.ERROR });
  if (what === "produce") {
    const producer = kafka.producer();
    await producer.connect();
    for (const word of rest.slice(1)) {
      const [topic, codec] = word.split("=");
      const compression = { none: 0, gzip: 1, snappy: 2 }[codec];
      const all = messages(rest[0]).map((message) => ({ ...message, partition: 0 }));
      await producer.send({ topic, compression, messages: all });
    }
    await producer.disconnect();
  } else {
    const admin = kafka.admin();
    await admin.connect();
    for (const topic of rest) {
      const [{ high }] = await admin.fetchTopicOffsets(topic);
      const consumer = kafka.consumer({ groupId: "kafkajs-" + topic });
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      await new Promise((done) => consumer.run({
        eachMessage: async ({ message: m }) => {
          const pairs = Object.entries(m.headers || {})
            .flatMap(([name, value]) => [].concat(value).map((v) => hex(Buffer.from(name)) + ":" + hex(v)));
          console.log(topic, m.offset, m.timestamp, hex(m.key), hex(m.value), pairs.join(",") || ".");
          if (Number(m.offset) + 1 >= Number(high)) done();
        },
      }));
      await consumer.disconnect();
    }
    await admin.disconnect();
  }
}
main(process.argv.slice(2)).then(() => process.exit(0), (error) => { console.error(error); process.exit(1); });
