#!/usr/bin/env bash
# Other software that speaks Kafka, for wire/tests/kafka_interop.rs. DIR keeps it: jars, a venv, node modules.
#
#   peers.sh DIR get                              obtains it: needs Java 17, Maven, python3 with venv, node, npm
#   peers.sh DIR java|confluent|kafka-python|aiokafka|kafkajs WHAT WORD...
#
# WHAT is create, produce, transact, consume, build, read or answer, as Peer.java, peer.py and peer.js say.
# Every call is ended after two minutes, whatever it does.
set -euo pipefail

[ $# -ge 2 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
dir=$(cd "$1" && pwd)
client=$2
shift 2

get() {
    libs=$dir/libs-default
    if [ ! -e "$libs/.complete" ]; then
        mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$libs" >&2
        touch "$libs/.complete"
    fi
    ln -sfn "$libs" "$dir/libs"
    if [ ! -e "$dir/venv/.complete" ]; then
        python3 -m venv "$dir/venv"
        "$dir/venv/bin/pip" install -q --disable-pip-version-check confluent-kafka==2.16.1 kafka-python==3.0.12 \
            aiokafka==0.14.0 cramjam==2.14.0 python-snappy==0.7.3 lz4==4.4.5 zstandard crc32c xxhash >&2
        touch "$dir/venv/.complete"
    fi
    if [ ! -e "$dir/node/.complete" ]; then
        mkdir -p "$dir/node"
        echo '{"private":true}' >"$dir/node/package.json"
        npm install --silent --prefix "$dir/node" kafkajs@2.2.4 kafkajs-snappy-typescript@1.0.3 >&2
        touch "$dir/node/.complete"
    fi
}

case $client in
    get) get ;;
    java) exec timeout 120 java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dlog4j2.configurationFile="$here/log4j2.xml" \
        -cp "$dir/libs/*" "$here/Peer.java" "$@" ;;
    kafkajs) NODE_PATH=$dir/node/node_modules exec timeout 120 node "$here/peer.js" "$@" ;;
    *) what=$1; shift; exec timeout 120 "$dir/venv/bin/python" "$here/peer.py" "$what" "$client" "$@" ;;
esac
