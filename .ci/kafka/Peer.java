import java.nio.ByteBuffer;
import java.nio.file.*;
import java.time.Duration;
import java.util.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.*;
import org.apache.kafka.common.serialization.*;

/** Kafka's Java client, for wire/tests/kafka_interop.rs. Records are lines: see `line`. */
class Peer {
    static final HexFormat HEX = HexFormat.of();

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "create" -> create(args[1], Arrays.copyOfRange(args, 2, args.length));
            case "produce" -> produce(args[1], Path.of(args[2]), Arrays.copyOfRange(args, 3, args.length));
            case "transact" -> transact(args[1], args[2], Path.of(args[3]));
            case "consume" -> consume(args[1], Arrays.copyOfRange(args, 2, args.length));
            case "build" -> build(Path.of(args[1]), Path.of(args[2]));
            case "read" -> read(Path.of(args[1]));
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    /** create SERVER TOPIC[,CONFIG=VALUE...]... */
    static void create(String server, String[] topics) throws Exception {
        var all = new ArrayList<NewTopic>();
        for (var topic : topics) {
            var parts = topic.split(",");
            var configs = new HashMap<String, String>();
            for (var part : Arrays.copyOfRange(parts, 1, parts.length)) configs.put(part.split("=")[0], part.split("=")[1]);
            all.add(new NewTopic(parts[0], 1, (short) 1).configs(configs));
        }
        try (var admin = Admin.create(Map.of("bootstrap.servers", (Object) server))) {
            admin.createTopics(all).all().get();
        }
    }

    static KafkaProducer<byte[], byte[]> producer(String server, String codec, Map<String, Object> more) {
        var config = new HashMap<String, Object>(Map.of("bootstrap.servers", server, "compression.type", codec,
            "linger.ms", 50, "batch.size", 8192));
        config.putAll(more);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** produce SERVER RECORDS TOPIC=CODEC... */
    static void produce(String server, Path records, String[] topics) throws Exception {
        for (var topic : topics) {
            var parts = topic.split("=");
            try (var producer = producer(server, parts[1], Map.of())) {
                for (var record : lines(records)) producer.send(record.to(parts[0]));
            }
        }
    }

    /** transact SERVER TOPIC RECORDS: committed, aborted, committed. */
    static void transact(String server, String topic, Path records) throws Exception {
        try (var producer = producer(server, "zstd", Map.of("transactional.id", "wireloom"))) {
            producer.initTransactions();
            for (var commit : new boolean[] {true, false, true}) {
                producer.beginTransaction();
                for (var record : lines(records)) producer.send(record.to(topic));
                producer.flush();
                if (commit) producer.commitTransaction(); else producer.abortTransaction();
            }
        }
    }

    /** consume SERVER TOPIC...: every record of partition 0, from the beginning, CRCs checked. */
    static void consume(String server, String[] topics) {
        var config = new HashMap<String, Object>(Map.of("bootstrap.servers", server, "check.crcs", true, "enable.auto.commit", false));
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            for (var topic : topics) {
                var partition = new TopicPartition(topic, 0);
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
                long end = consumer.endOffsets(List.of(partition)).get(partition);
                while (consumer.position(partition) < end) {
                    for (var r : consumer.poll(Duration.ofMillis(500))) {
                        System.out.println(topic + " " + line(r.offset(), r.timestamp(), r.key(), r.value(), r.headers().toArray()));
                    }
                }
            }
        }
    }

    /** build DIR RECORDS: DIR/java-MAGIC-CODEC, by the client's own record builders. */
    static void build(Path dir, Path records) throws Exception {
        for (byte magic = 0; magic <= 2; magic++) {
            for (var type : CompressionType.values()) {
                if (magic < 2 && type == CompressionType.ZSTD) continue;
                var buffer = ByteBuffer.allocate(1 << 20);
                var builder = MemoryRecords.builder(buffer, magic, Compression.of(type).build(), TimestampType.CREATE_TIME, 100L);
                for (var r : lines(records)) {
                    if (magic == 2) builder.append(r.timestamp, r.key, r.value, r.headers);
                    else builder.append(magic == 0 ? RecordBatch.NO_TIMESTAMP : r.timestamp, r.key, r.value);
                }
                var built = builder.build().buffer();
                var bytes = new byte[built.remaining()];
                built.get(bytes);
                Files.write(dir.resolve("java-" + magic + "-" + type.name), bytes);
            }
        }
    }

    /** read DIR: every record of every file, with the file's name. */
    static void read(Path dir) throws Exception {
        try (var files = Files.list(dir)) {
            for (var file : (Iterable<Path>) files.sorted()::iterator) {
                var records = MemoryRecords.readableRecords(ByteBuffer.wrap(Files.readAllBytes(file)));
                for (var batch : records.batches()) {
                    batch.ensureValid();
                    for (var r : batch) {
                        r.ensureValid();
                        System.out.println(file.getFileName() + " " + line(r.offset(), r.timestamp(), bytes(r.key()), bytes(r.value()), r.headers()));
                    }
                }
            }
        }
    }

    record Line(long timestamp, byte[] key, byte[] value, Header[] headers) {
        ProducerRecord<byte[], byte[]> to(String topic) {
            return new ProducerRecord<>(topic, 0, timestamp, key, value, Arrays.asList(headers));
        }
    }

    static List<Line> lines(Path file) throws Exception {
        var all = new ArrayList<Line>();
        for (var text : Files.readAllLines(file)) {
            var parts = text.split(" ");
            var headers = new ArrayList<Header>();
            if (!parts[4].equals(".")) for (var header : parts[4].split(",")) {
                var pair = header.split(":");
                headers.add(new RecordHeader(new String(HEX.parseHex(pair[0].substring(1))), hex(pair[1])));
            }
            all.add(new Line(Long.parseLong(parts[1]), hex(parts[2]), hex(parts[3]), headers.toArray(new Header[0])));
        }
        return all;
    }

    static byte[] hex(String text) { return text.equals("-") ? null : HEX.parseHex(text.substring(1)); }

    static String hex(byte[] bytes) { return bytes == null ? "-" : "x" + HEX.formatHex(bytes); }

    static byte[] bytes(ByteBuffer buffer) {
        if (buffer == null) return null;
        var bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /** `offset timestamp key value headers`: bytes are x and hex, null is -, no headers are a dot. */
    static String line(long offset, long timestamp, byte[] key, byte[] value, Header[] headers) {
        var all = new StringJoiner(",").setEmptyValue(".");
        for (var h : headers) all.add(hex(h.key().getBytes()) + ":" + hex(h.value()));
        return offset + " " + timestamp + " " + hex(key) + " " + hex(value) + " " + all;
    }
}
