import java.nio.ByteBuffer;
import java.nio.file.*;
import java.time.Duration;
import java.util.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.*;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.quota.*;
import org.apache.kafka.common.record.internal.*;
import org.apache.kafka.common.resource.*;
import org.apache.kafka.common.serialization.*;

/** Kafka's Java client, for wire/tests/kafka_interop.rs. Records are lines: see `line`. */
class Peer {
    static final HexFormat HEX = HexFormat.of();

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "create" -> create(args[1], Arrays.copyOfRange(args, 2, args.length));
            case "produce" -> produce(args[1], Path.of(args[2]), Arrays.copyOfRange(args, 3, args.length));
            case "transact" -> transact(args[1], args[2], Path.of(args[3]));
            case "state" -> state(args[1], args[2]);
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

    /**
     * state SERVER TOPIC: all that a client can make a broker remember. Groups of each protocol, one that moves
     * from the old to the new, offsets that are deleted, and whatever the metadata holds beside topics.
     */
    static void state(String server, String topic) throws Exception {
        Map<String, Object> at = Map.of("bootstrap.servers", server);
        try (var admin = Admin.create(at)) {
            admin.createTopics(List.of(new NewTopic("gone", 2, (short) 1), new NewTopic("grown", Map.of(0, List.of(1))))).all().get();
            admin.createPartitions(Map.of("grown", NewPartitions.increaseTo(3))).all().get();
            admin.deleteTopics(List.of("gone")).all().get();
            var config = new ConfigResource(ConfigResource.Type.TOPIC, "grown");
            var set = new AlterConfigOp(new ConfigEntry("retention.ms", "86400000"), AlterConfigOp.OpType.SET);
            var delete = new AlterConfigOp(new ConfigEntry("retention.ms", null), AlterConfigOp.OpType.DELETE);
            for (var op : List.of(set, delete)) admin.incrementalAlterConfigs(Map.of(config, List.of(op))).all().get();
            for (var group : List.of("share", "share-empty")) {
                var earliest = new AlterConfigOp(new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET);
                admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.GROUP, group), List.of(earliest))).all().get();
            }
            var alice = new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, "alice"));
            for (var rate : new Double[] {1e6, null}) {
                admin.alterClientQuotas(List.of(new ClientQuotaAlteration(alice, List.of(new ClientQuotaAlteration.Op("producer_byte_rate", rate))))).all().get();
            }
            var acl = new AclBinding(new ResourcePattern(ResourceType.TOPIC, "grown", PatternType.LITERAL),
                new AccessControlEntry("User:alice", "*", AclOperation.READ, AclPermissionType.ALLOW));
            admin.createAcls(List.of(acl)).all().get();
            admin.deleteAcls(List.of(acl.toFilter())).all().get();
            var info = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, 4096);
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion("alice", info, "secret"))).all().get();
            admin.alterUserScramCredentials(List.of(new UserScramCredentialDeletion("alice", ScramMechanism.SCRAM_SHA_256))).all().get();

            // Of the old protocol, one with a name of its own and one without; the first is deleted.
            member(server, "old-gone", topic, Map.of("group.instance.id", "first")).close();
            admin.removeMembersFromConsumerGroup("old-gone", new RemoveMembersFromConsumerGroupOptions()).all().get();
            admin.deleteConsumerGroups(List.of("old-gone")).all().get();
            member(server, "old", topic, Map.of("group.instance.id", "stays")).close();
            // Of the new one, beside a member of the old.
            var fresh = member(server, "new", topic, Map.of("group.protocol", "consumer"));
            var older = member(server, "new", topic, Map.of("client.id", "older"));
            for (int n = 0; n < 20; n++) { fresh.poll(Duration.ofMillis(100)); older.poll(Duration.ofMillis(100)); }
            fresh.commitSync();
            older.close();
            fresh.close();
            admin.deleteConsumerGroupOffsets("new", Set.of(new TopicPartition(topic, 0))).all().get();
            try (var regex = consumer(server, "regex", Map.of("group.protocol", "consumer"))) {
                regex.subscribe(new SubscriptionPattern("gr.*"));
                for (int n = 0; n < 10; n++) regex.poll(Duration.ofMillis(200));
            }
            for (var group : List.of("share", "share-empty")) share(server, group, group.equals("share") ? topic : "grown", group.equals("share") ? 100 : 20);
            admin.deleteShareGroups(List.of("share-empty")).all().get();
        }
    }

    static KafkaConsumer<byte[], byte[]> consumer(String server, String group, Map<String, Object> more) {
        var config = new HashMap<String, Object>(Map.of("bootstrap.servers", server, "group.id", group, "auto.offset.reset", "earliest",
            "enable.auto.commit", false));
        config.putAll(more);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** A member that has read and committed. */
    static KafkaConsumer<byte[], byte[]> member(String server, String group, String topic, Map<String, Object> more) {
        var consumer = consumer(server, group, more);
        consumer.subscribe(List.of(topic));
        for (int n = 0; n < 50 && consumer.poll(Duration.ofMillis(200)).isEmpty(); n++) if (more.containsKey("client.id") && n == 2) break;
        if (!more.containsKey("client.id")) consumer.commitSync(Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(7, Optional.of(0), "seven")));
        return consumer;
    }

    /** A share group that accepts some records and rejects others, at most so many times. */
    static void share(String server, String group, String topic, int most) {
        var config = new HashMap<String, Object>(Map.of("bootstrap.servers", server, "group.id", group, "share.acknowledgement.mode", "explicit"));
        try (var consumer = new KafkaShareConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            for (int n = 0, taken = 0; n < most && taken < 60; n++) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    consumer.acknowledge(record, taken++ % 3 == 0 ? AcknowledgeType.REJECT : AcknowledgeType.ACCEPT);
                }
                consumer.commitSync();
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
