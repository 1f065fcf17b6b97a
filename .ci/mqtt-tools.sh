#!/usr/bin/env bash
# What the MQTT interop tests speak with: mosquitto and its clients (Debian), paho-mqtt and gmqtt
# (PyPI, in a venv under target/), mqtt.js and aedes (npm, under target/). Installs what is missing.
#   .ci/mqtt-tools.sh DIR      DIR/venv and DIR/node_modules afterwards
set -euo pipefail
exec </dev/null
dir=$1
mkdir -p "$dir"

packages=()
command -v mosquitto >/dev/null || packages+=(mosquitto)
command -v mosquitto_pub >/dev/null || packages+=(mosquitto-clients)
command -v node >/dev/null || packages+=(nodejs)
command -v npm >/dev/null || packages+=(npm)
python3 -c 'import ensurepip' 2>/dev/null || packages+=(python3-venv)
if [ ${#packages[@]} -gt 0 ]; then
    apt-get update -q >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${packages[@]}" >/dev/null
fi

if ! "$dir/venv/bin/python" -c 'import paho.mqtt, gmqtt' 2>/dev/null; then
    python3 -m venv "$dir/venv"
    "$dir/venv/bin/pip" install --quiet paho-mqtt==2.1.0 gmqtt==0.7.0
fi
if [ ! -d "$dir/node_modules/aedes" ] || [ ! -d "$dir/node_modules/mqtt" ]; then
    npm install --silent --no-audit --no-fund --prefix "$dir" mqtt@5 aedes@0.51 >/dev/null
fi
