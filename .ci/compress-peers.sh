#!/usr/bin/env bash
# Other software for codecs/tests/compress_interop.rs: gzip, lz4, zstd, Python's gzip and zlib, cramjam,
# kafka-python, and Kafka's Java client with its snappy-java, lz4-java and zstd-jni.
#
#   compress-peers.sh write DIR   packs every DIR/plain/NAME into DIR/theirs/NAME.WRITER.FORMAT
#   compress-peers.sh read DIR    unpacks every DIR/ours/NAME.VARIANT.FORMAT and compares it with DIR/plain/NAME
#
# FORMAT is gzip, snappy, lz4, lz4-historic or zstd. `read` prints one line for each reader, then the total.
# DIR keeps the tools as well (a venv, 16 MB of jars). Needs python3 with venv, Java 17 and Maven; installs
# lz4 and zstd with apt-get where they are missing.
set -euo pipefail

[ $# -eq 2 ] || { sed -n '2,10s/^# \{0,1\}//p' "$0" >&2; exit 2; }
what=$1
mkdir -p "$2"
dir=$(cd "$2" && pwd)
tools=$dir/tools
mkdir -p "$tools" "$dir/theirs" "$dir/ours"

# 1. The tools.
for tool in gzip lz4 zstd; do
    command -v "$tool" >/dev/null || { apt-get update -q && apt-get install -q -y "$tool"; } >&2
done
if [ ! -e "$tools/venv/.complete" ]; then
    echo "fetching the Python peers" >&2
    python3 -m venv "$tools/venv"
    # python-snappy is what kafka-python wants beside it.
    "$tools/venv/bin/pip" install -q --disable-pip-version-check \
        cramjam==2.14.0 kafka-python==3.0.12 python-snappy==0.7.3 >&2
    touch "$tools/venv/.complete"
fi
if [ ! -e "$tools/libs/.complete" ]; then
    echo "fetching the Java peers" >&2
    cat >"$tools/pom.xml" <<'POM'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>wireloom.test</groupId>
  <artifactId>compress-peers</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka-clients</artifactId>
      <version>4.3.1</version>
    </dependency>
  </dependencies>
</project>
POM
    mvn -q -B -f "$tools/pom.xml" dependency:copy-dependencies \
        -DincludeScope=runtime -DoutputDirectory="$tools/libs" >&2
    touch "$tools/libs/.complete"
fi

# 2. Everything that a command line or Python can do.
cat >"$tools/peers.py" <<'PYTHON'
import gzip, pathlib, subprocess, sys, zlib
import cramjam
from kafka.codec import snappy_decode, snappy_encode

what, root = sys.argv[1], pathlib.Path(sys.argv[2])

def run(*command):
    """What a command makes of its standard input."""
    return lambda data: subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout

def gzip_wbits(data):
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    return packer.compress(data) + packer.flush()

def twice(pack):
    """Two members or frames, one half each."""
    return lambda data: pack(data[:len(data) // 2]) + pack(data[len(data) // 2:])

def bytes_of(cramjam_function, **options):
    return lambda data: bytes(cramjam_function(data, **options))

def from_file(*command):
    """Tools that note the size of a file, but not of a pipe."""
    def pack(data):
        path = root / "tools" / "from-file"
        path.write_bytes(data)
        return subprocess.run([*command, str(path)], stdout=subprocess.PIPE, check=True).stdout
    return pack

WRITERS = {
    "gzip": {
        "gzip1-fast": run("gzip", "-1"), "gzip1-best": run("gzip", "-9"),
        "gzip1-named": from_file("gzip", "-c"), "gzip1-twice": twice(run("gzip")),
        "gzip1-padded": lambda data: run("gzip")(data) + bytes(512),
        "python-gzip": gzip.compress, "python-zlib": gzip_wbits,
        "cramjam": bytes_of(cramjam.gzip.compress),
    },
    "snappy": {
        "cramjam-raw": bytes_of(cramjam.snappy.compress_raw),
        "kafka-python": lambda data: bytes(snappy_encode(data)),
        "kafka-python-1k": lambda data: bytes(snappy_encode(data, xerial_blocksize=1024)),
    },
    "lz4": {
        "lz4-b4": run("lz4", "-q", "-c", "-B4"), "lz4-b7": run("lz4", "-q", "-c", "-B7"),
        "lz4-dependent": run("lz4", "-q", "-c", "-BD", "-B4"),
        "lz4-dependent-b5": run("lz4", "-q", "-c", "-BD", "-B5", "-9"),
        "lz4-checked": run("lz4", "-q", "-c", "-BX", "-B4"),
        "lz4-bare": run("lz4", "-q", "-c", "--no-frame-crc", "-B6"),
        "lz4-sized": from_file("lz4", "-q", "-c", "--content-size", "-BX"),
        "lz4-best": run("lz4", "-q", "-c", "-12"), "lz4-twice": twice(run("lz4", "-q", "-c", "-BD")),
        "cramjam": bytes_of(cramjam.lz4.compress),
    },
    "zstd": {
        "zstd-1": run("zstd", "-q", "-c", "-1"), "zstd-19": run("zstd", "-q", "-c", "-19"),
        "zstd-fast": run("zstd", "-q", "-c", "--fast=5"),
        "zstd-unchecked": run("zstd", "-q", "-c", "--no-check"),
        "zstd-sized": from_file("zstd", "-q", "-c"), "zstd-threads": run("zstd", "-q", "-c", "-T2"),
        "zstd-twice": twice(run("zstd", "-q", "-c")), "cramjam": bytes_of(cramjam.zstd.compress),
    },
}

READERS = {
    "gzip": {
        "gzip1": run("gzip", "-d", "-c"), "python-gzip": gzip.decompress,
        "python-zlib": lambda data: zlib.decompress(data, 31), "cramjam": bytes_of(cramjam.gzip.decompress),
    },
    "snappy": {"kafka-python": lambda data: bytes(snappy_decode(data))},
    "lz4": {"lz4": run("lz4", "-q", "-d", "-c"), "cramjam": bytes_of(cramjam.lz4.decompress)},
    "lz4-historic": {},
    "zstd": {"zstd": run("zstd", "-q", "-d", "-c"), "cramjam": bytes_of(cramjam.zstd.decompress)},
}

if what == "write":
    for plain in sorted((root / "plain").iterdir()):
        data = plain.read_bytes()
        for form, writers in WRITERS.items():
            for name, pack in writers.items():
                (root / "theirs" / f"{plain.name}.{name}.{form}").write_bytes(pack(data))
else:
    counts = {}
    for packed in sorted((root / "ours").iterdir()):
        name, variant, form = packed.name.split(".")
        expected = (root / "plain" / name).read_bytes()
        readers = dict(READERS[form])
        if variant == "raw":
            readers = {"cramjam-raw": bytes_of(cramjam.snappy.decompress_raw)}
        elif form == "snappy" and not expected:
            # kafka-python takes the bare header, which is all that snappy-java writes too, for a raw block.
            readers = {}
        for reader, unpack in readers.items():
            if unpack(packed.read_bytes()) != expected:
                sys.exit(f"{reader} reads {packed.name} differently")
            counts[f"{form} {reader}"] = counts.get(f"{form} {reader}", 0) + 1
    for reader, count in counts.items():
        print(f"{reader}: {count}")
    print(f"{sum(counts.values())} readings agree in Python")
PYTHON
PYTHONWARNINGS=ignore "$tools/venv/bin/python" "$tools/peers.py" "$what" "$dir"

# 3. What Kafka's Java client writes into batches, and reads from them.
cat >"$tools/Peers.java" <<'JAVA'
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.*;
import java.util.*;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.utils.*;
import org.xerial.snappy.*;

class Peers {
    static byte[] pack(String type, byte magic, byte[] data, int step) throws Exception {
        ByteBufferOutputStream bytes = new ByteBufferOutputStream(1 << 16);
        try (OutputStream out = Compression.of(type).build().wrapForOutput(bytes, magic)) {
            for (int at = 0; at < data.length; at += step)
                out.write(data, at, Math.min(step, data.length - at));
        }
        ByteBuffer buffer = bytes.buffer();
        buffer.flip();
        byte[] packed = new byte[buffer.remaining()];
        buffer.get(packed);
        return packed;
    }

    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[1]);
        if (args[0].equals("write")) {
            for (Path plain : list(root.resolve("plain"))) {
                byte[] data = Files.readAllBytes(plain);
                Path theirs = root.resolve("theirs");
                String name = plain.getFileName().toString();
                for (String type : List.of("gzip", "snappy", "lz4", "zstd"))
                    for (int step : new int[] {100, 1 << 20})
                        Files.write(theirs.resolve(name + ".java-" + step + "." + type), pack(type, (byte) 2, data, step));
                Files.write(theirs.resolve(name + ".java.lz4-historic"), pack("lz4", (byte) 0, data, 1000));
                Files.write(theirs.resolve(name + ".java-raw.snappy"), Snappy.compress(data));
            }
            return;
        }
        Map<String, Integer> counts = new TreeMap<>();
        for (Path packed : list(root.resolve("ours"))) {
            String[] parts = packed.getFileName().toString().split("\\.");
            byte[] expected = Files.readAllBytes(root.resolve("plain").resolve(parts[0]));
            byte magic = (byte) (parts[2].equals("lz4-historic") ? 0 : 2);
            String type = parts[2].replace("-historic", "");
            ByteBuffer buffer = ByteBuffer.wrap(Files.readAllBytes(packed));
            byte[] data;
            try (var in = Compression.of(type).build().wrapForInput(buffer, magic, BufferSupplier.NO_CACHING)) {
                data = in.readAllBytes();
            }
            if (!Arrays.equals(data, expected)) {
                System.err.println("Java reads " + packed.getFileName() + " differently");
                System.exit(1);
            }
            counts.merge(parts[2] + " java", 1, Integer::sum);
        }
        counts.forEach((reader, count) -> System.out.println(reader + ": " + count));
        System.out.println(counts.values().stream().mapToInt(n -> n).sum() + " readings agree in Java");
    }

    static List<Path> list(Path folder) throws Exception {
        try (var paths = Files.list(folder)) { return paths.sorted().toList(); }
    }
}
JAVA
java -XX:+UseSerialGC -cp "$tools/libs/*" "$tools/Peers.java" "$what" "$dir" 2> >(grep -v SLF4J >&2)
