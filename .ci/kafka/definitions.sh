#!/usr/bin/env bash
# Kafka's message definitions, out of its jars, from which schemas/src/bin/tables prints wire's tables.
#
#   definitions.sh DIR        DIR/4.4.0/*.json, and DIR/3.9.2/*.json for the versions that Kafka 4 removed
#
# Needs Java, Maven and python3. What is there is not fetched again.
set -euo pipefail
exec </dev/null

[ $# -eq 1 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
mkdir -p "$1"
dir=$(cd "$1" && pwd)

# Tests that start at the same moment wait here for the first of them.
exec 9>"$dir/.lock"
flock 9

# get VERSION JAR...
get() {
    local version=$1 jars=$dir/jars-$1 jar
    shift
    [ ! -e "$dir/$version/.complete" ] || return 0
    rm -rf "$jars" "${dir:?}/$version"
    mkdir -p "$jars" "$dir/$version"
    {
        echo "<project><modelVersion>4.0.0</modelVersion><groupId>wireloom.test</groupId>"
        echo "<artifactId>definitions</artifactId><version>1</version><packaging>pom</packaging><dependencies>"
        for jar; do
            echo "<dependency><groupId>org.apache.kafka</groupId><artifactId>$jar</artifactId><version>$version</version>"
            echo "<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions></dependency>"
        done
        echo "</dependencies></project>"
    } >"$jars/pom.xml"
    mvn -q -B -f "$jars/pom.xml" dependency:copy-dependencies -DoutputDirectory="$jars" >&2
    python3 - "$jars" "$dir/$version" <<'PYTHON'
import pathlib, sys, zipfile
jars, folder = map(pathlib.Path, sys.argv[1:])
for jar in jars.glob("*.jar"):
    with zipfile.ZipFile(jar) as files:
        for path in map(pathlib.PurePosixPath, files.namelist()):
            if path.suffix == ".json" and path.parent.name in ("message", "metadata"):
                (folder / path.name).write_bytes(files.read(str(path)))
PYTHON
    rm -r "$jars"
    touch "$dir/$version/.complete"
}

get 4.4.0 kafka-clients kafka-group-coordinator kafka-transaction-coordinator kafka-share-coordinator kafka-metadata \
    kafka-raft kafka-storage
get 3.9.2 kafka-clients
