"""confluent-kafka, kafka-python and aiokafka, for wire/tests/kafka_interop.rs. Lines as in Peer.java.

    peer.py produce CLIENT SERVER RECORDS TOPIC=CODEC...
    peer.py consume CLIENT SERVER TOPIC...
    peer.py build CLIENT DIR RECORDS        by the client's own record builders: DIR/CLIENT-MAGIC-CODEC
    peer.py read CLIENT DIR                 every record of every file, with the file's name
    peer.py answer CLIENT                   batches on standard input, each behind its length in four octets: for
                                            each its records and then `.`, or `!` and why there are none
"""
import asyncio, pathlib, sys

CODECS = ["none", "gzip", "snappy", "lz4", "zstd"]

def unhex(text):
    return None if text == "-" else bytes.fromhex(text[1:])

def tohex(data):
    return "-" if data is None else "x" + bytes(data).hex()

def lines(path):
    for text in open(path).read().splitlines():
        _, timestamp, key, value, headers = text.split(" ")
        pairs = [] if headers == "." else [h.split(":") for h in headers.split(",")]
        yield int(timestamp), unhex(key), unhex(value), [(unhex(k).decode(), unhex(v)) for k, v in pairs]

def show(where, offset, timestamp, key, value, headers):
    pairs = ",".join(f"{tohex(k.encode() if isinstance(k, str) else k)}:{tohex(v)}" for k, v in headers or []) or "."
    print(where, offset, -1 if timestamp is None else timestamp, tohex(key), tohex(value), pairs)

class Confluent:
    @staticmethod
    def produce(server, topic, codec, records):
        from confluent_kafka import Producer
        producer = Producer({"bootstrap.servers": server, "compression.codec": codec, "linger.ms": 50})
        for timestamp, key, value, headers in records:
            producer.produce(topic, value, key, 0, timestamp=timestamp, headers=headers)
        assert producer.flush(30) == 0

    @staticmethod
    def consume(server, topic):
        from confluent_kafka import Consumer, TopicPartition
        consumer = Consumer({"bootstrap.servers": server, "group.id": "none", "check.crcs": True,
                             "enable.auto.commit": False, "auto.offset.reset": "earliest"})
        _, end = consumer.get_watermark_offsets(TopicPartition(topic, 0), timeout=20)
        consumer.assign([TopicPartition(topic, 0, 0)])
        offset = -1
        while offset + 1 < end:
            message = consumer.poll(20)
            assert message is not None and message.error() is None, message and message.error()
            offset = message.offset()
            yield offset, message.timestamp()[1], message.key(), message.value(), message.headers()
        consumer.close()

class KafkaPython:
    @staticmethod
    def produce(server, topic, codec, records):
        from kafka import KafkaProducer
        producer = KafkaProducer(bootstrap_servers=server, linger_ms=50,
                                 compression_type=None if codec == "none" else codec)
        for timestamp, key, value, headers in records:
            producer.send(topic, value, key, headers, 0, timestamp)
        producer.flush(30)
        producer.close()

    @staticmethod
    def consume(server, topic):
        from kafka import KafkaConsumer, TopicPartition
        partition = TopicPartition(topic, 0)
        consumer = KafkaConsumer(bootstrap_servers=server, check_crcs=True, enable_auto_commit=False)
        consumer.assign([partition])
        consumer.seek_to_beginning(partition)
        end = consumer.end_offsets([partition])[partition]
        while consumer.position(partition) < end:
            for batch in consumer.poll(500).values():
                for r in batch:
                    yield r.offset, r.timestamp, r.key, r.value, r.headers
        consumer.close()

    @staticmethod
    def build(magic, codec, records):
        from kafka.record.default_records import DefaultRecordBatchBuilder
        from kafka.record.legacy_records import LegacyRecordBatchBuilder
        if magic == 2:
            builder = DefaultRecordBatchBuilder(2, codec, False, -1, -1, -1, 1 << 20)
        else:
            builder = LegacyRecordBatchBuilder(magic, codec, 1 << 20)
        for n, (timestamp, key, value, headers) in enumerate(records):
            builder.append(n, timestamp if magic else None, key, value, headers if magic == 2 else [])
        return bytes(builder.build())

    @staticmethod
    def read(data):
        from kafka.record.memory_records import MemoryRecords
        records = MemoryRecords(data)
        while records.has_next():
            batch = records.next_batch()
            assert batch.validate_crc()
            for r in batch:
                yield r.offset, r.timestamp, r.key, r.value, r.headers

class AioKafka:
    @staticmethod
    def produce(server, topic, codec, records):
        from aiokafka import AIOKafkaProducer
        async def run():
            producer = AIOKafkaProducer(bootstrap_servers=server, linger_ms=50,
                                        compression_type=None if codec == "none" else codec)
            await producer.start()
            for timestamp, key, value, headers in records:
                await producer.send(topic, value, key, 0, timestamp, headers)
            await producer.stop()
        asyncio.run(run())

    @staticmethod
    def consume(server, topic):
        from aiokafka import AIOKafkaConsumer, TopicPartition
        partition = TopicPartition(topic, 0)
        async def run():
            all = []
            consumer = AIOKafkaConsumer(bootstrap_servers=server, check_crcs=True, enable_auto_commit=False)
            await consumer.start()
            consumer.assign([partition])
            await consumer.seek_to_beginning(partition)
            end = (await consumer.end_offsets([partition]))[partition]
            while await consumer.position(partition) < end:
                for batch in (await consumer.getmany(timeout_ms=500)).values():
                    all += [(r.offset, r.timestamp, r.key, r.value, r.headers) for r in batch]
            await consumer.stop()
            return all
        return asyncio.run(run())

    @staticmethod
    def build(magic, codec, records):
        from aiokafka.record.default_records import DefaultRecordBatchBuilder
        from aiokafka.record.legacy_records import LegacyRecordBatchBuilder
        if magic == 2:
            builder = DefaultRecordBatchBuilder(2, codec, 0, -1, -1, 0, 1 << 20)
        else:
            builder = LegacyRecordBatchBuilder(magic, codec, 1 << 20)
        for n, (timestamp, key, value, headers) in enumerate(records):
            if magic == 2:
                builder.append(n, timestamp, key, value, headers)
            else:
                builder.append(n, timestamp if magic else None, key, value)
        return bytes(builder.build())

    @staticmethod
    def read(data):
        from aiokafka.record.memory_records import MemoryRecords
        records = MemoryRecords(data)
        while records.has_next():
            batch = records.next_batch()
            assert batch.validate_crc()
            for r in batch:
                yield r.offset, r.timestamp, r.key, r.value, r.headers

CLIENTS = {"confluent": Confluent, "kafka-python": KafkaPython, "aiokafka": AioKafka}

what, client = sys.argv[1], CLIENTS[sys.argv[2]]
if what == "produce":
    for topic, codec in (word.split("=") for word in sys.argv[5:]):
        client.produce(sys.argv[3], topic, codec, lines(sys.argv[4]))
elif what == "consume":
    for topic in sys.argv[4:]:
        for record in client.consume(sys.argv[3], topic):
            show(topic, *record)
elif what == "build":
    for magic in range(3):
        # aiokafka leaves LZ4's historic header out.
        for number, codec in enumerate(CODECS[:5 if magic == 2 else 4]):
            if (sys.argv[2], magic, codec) == ("aiokafka", 0, "lz4"):
                continue
            path = pathlib.Path(sys.argv[3], f"{sys.argv[2]}-{magic}-{codec}")
            path.write_bytes(client.build(magic, number, lines(sys.argv[4])))
elif what == "read":
    for path in sorted(pathlib.Path(sys.argv[3]).iterdir()):
        for record in client.read(path.read_bytes()):
            show(path.name, *record)
elif what == "answer":
    while size := sys.stdin.buffer.read(4):
        data = sys.stdin.buffer.read(int.from_bytes(size, "big"))
        try:
            for record in list(client.read(data)):
                show("-", *record)
            print(".")
        except Exception as error:
            print("!", type(error).__name__, *str(error).split())
        sys.stdout.flush()
