"""Speaks MQTT through paho-mqtt: all versions, all QoS, will, retained, properties, 256 KiB, $share.

    mqtt-paho.py PORT [3.1|3.1.1|5.0] [shared]
"""
import socket
import struct
import sys
import threading
import time

import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

PORT, VERSION = int(sys.argv[1]), sys.argv[2]
SHARED = "shared" in sys.argv
PROTOCOL = {"3.1": mqtt.MQTTv31, "3.1.1": mqtt.MQTTv311, "5.0": mqtt.MQTTv5}[VERSION]
FIVE = PROTOCOL == mqtt.MQTTv5
BIG = bytes(range(256)) * 1024


def properties(kind, **values):
    if not FIVE:
        return None
    result = Properties(getattr(PacketTypes, kind))
    for name, value in values.items():
        for one in value if isinstance(value, list) else [value]:
            setattr(result, name, one)
    return result


def client(name, **settings):
    arguments = {} if FIVE else {"clean_session": settings.get("clean", True)}
    result = mqtt.Client(
        mqtt.CallbackAPIVersion.VERSION2, client_id=name, protocol=PROTOCOL, **arguments
    )
    result.got, result.acked, result.up = [], set(), threading.Event()
    result.on_connect = lambda c, *_: c.up.set()
    result.on_message = lambda c, _, message: c.got.append(message)
    done = lambda c, _, mid, *rest: c.acked.add(mid)
    result.on_subscribe = result.on_unsubscribe = result.on_publish = done
    return result


def start(c, **settings):
    if FIVE:
        settings["properties"] = properties(
            "CONNECT",
            SessionExpiryInterval=5,
            ReceiveMaximum=20,
            MaximumPacketSize=1 << 20,
            TopicAliasMaximum=10,
            RequestProblemInformation=1,
            RequestResponseInformation=1,
            UserProperty=[("from", "paho"), ("from", "again")],
        )
    c.connect("127.0.0.1", PORT, keepalive=3, **settings)
    c.loop_start()
    wait(c.up.is_set)


def wait(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "timed out"
        time.sleep(0.01)


def acked(c, result):
    mid = result[1] if isinstance(result, tuple) else result.mid
    wait(lambda: mid in c.acked)


topic = f"paho/{VERSION}"
subscriber = client("paho-sub")
subscriber.username_pw_set("user", "password")
start(subscriber)
if FIVE:
    options = [
        (f"{topic}/#", SubscribeOptions(qos=2, noLocal=False, retainAsPublished=True)),
        ("nowhere/+", SubscribeOptions(qos=1, retainHandling=2)),
    ]
    numbered = properties("SUBSCRIBE", SubscriptionIdentifier=4242, UserProperty=("a", "b"))
    acked(subscriber, subscriber.subscribe(options, properties=numbered))
    # A second subscription of the same messages: both identifiers come with them.
    numbered = properties("SUBSCRIBE", SubscriptionIdentifier=7)
    acked(subscriber, subscriber.subscribe(f"{topic}/+", qos=1, properties=numbered))
else:
    acked(subscriber, subscriber.subscribe([(f"{topic}/#", 2), ("nowhere/+", 1)]))

publisher = client("paho-pub")
will = {"properties": properties("WILLMESSAGE", WillDelayInterval=0, ContentType="text", PayloadFormatIndicator=1, MessageExpiryInterval=0, UserProperty=("will", "yes"))} if FIVE else {}
publisher.will_set(f"{topic}/will", "gone", qos=1, retain=False, **will)
start(publisher)
for qos in (0, 1, 2):
    for number, payload in enumerate([b"", b"text", b"\xff\x00", BIG]):
        some = properties(
            "PUBLISH",
            PayloadFormatIndicator=0,
            MessageExpiryInterval=60,
            ContentType="application/octet-stream",
            ResponseTopic="answers/here",
            CorrelationData=b"\x00\x01",
            UserProperty=[("k", "1"), ("k", "2")],
        )
        name = f"{topic}/q{qos}/{number}" if number else f"{topic}/q{qos}"
        sent = publisher.publish(name, payload, qos=qos, properties=some)
        if qos:
            acked(publisher, sent)
acked(publisher, publisher.publish(f"{topic}/kept", "kept", qos=1, retain=True))
# Overlapping subscriptions bring some messages twice: count what has to come, not how much came.
wait(lambda: len(subscriber.got) >= 13 and sum(m.payload == BIG for m in subscriber.got) >= 3)

# What is kept comes to a later subscriber.
late = client("paho-late")
start(late)
acked(late, late.subscribe(f"{topic}/kept", qos=1))
wait(lambda: late.got)
assert late.got[0].retain
acked(late, late.unsubscribe([f"{topic}/kept", "never/subscribed"]))
publisher.publish(f"{topic}/kept", b"", retain=True)

if SHARED:
    workers = [client(f"paho-worker-{n}") for n in range(2)]
    for worker in workers:
        start(worker)
        acked(worker, worker.subscribe("$share/workers/jobs/+", qos=1))
    for n in range(10):
        acked(publisher, publisher.publish(f"jobs/{n}", str(n), qos=1))
    wait(lambda: sum(len(worker.got) for worker in workers) == 10)
    for worker in workers:
        worker.disconnect(properties=properties("DISCONNECT", UserProperty=("why", "done"))) if FIVE else worker.disconnect()

# Silence: pings.
time.sleep(3.5)
# Gone without a word: the will is said.
publisher.loop_stop()
sock = publisher.socket()
sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
sock.close()
wait(lambda: any(message.topic.endswith("/will") for message in subscriber.got))

if FIVE:
    # A second client of the same name: the first is told why it has to go.
    again = client("paho-late")
    start(again)
    again.disconnect(reasoncode=mqtt.ReasonCode(PacketTypes.DISCONNECT, identifier=4))
late.disconnect()
subscriber.disconnect()
time.sleep(0.2)
print("paho", VERSION, len(subscriber.got), "messages")
