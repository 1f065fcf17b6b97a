"""Speaks MQTT through gmqtt: 3.1.1 and 5.0, QoS 0 to 2, will, retained, properties, 256 KiB.

    mqtt-gmqtt.py PORT 3.1.1|5.0
"""
import asyncio
import sys

import gmqtt
from gmqtt.mqtt.constants import MQTTv50, MQTTv311

PORT, VERSION = int(sys.argv[1]), sys.argv[2]
FIVE = VERSION == "5.0"
BIG = b"big!" * (64 << 10)


async def main():
    got, done = [], asyncio.Event()

    def on_message(_client, topic, payload, qos, properties):
        got.append((topic, payload, qos, properties))
        if len(got) >= 10:
            done.set()
        return 0

    will = gmqtt.Message(f"gmqtt/{VERSION}/will", "gone", qos=1, retain=False)
    settings = {"session_expiry_interval": 5, "receive_maximum": 10, "user_property": ("a", "b")} if FIVE else {}
    client = gmqtt.Client("gmqtt-client", clean_session=True, will_message=will, **settings)
    client.set_auth_credentials("user", "password")
    client.on_message = on_message
    subscribed = asyncio.Event()
    client.on_subscribe = lambda *_: subscribed.set()
    await client.connect("127.0.0.1", PORT, keepalive=2, version=MQTTv50 if FIVE else MQTTv311)
    client.subscribe([gmqtt.Subscription(f"gmqtt/{VERSION}/#", qos=2)])
    await asyncio.wait_for(subscribed.wait(), 20)
    some = {"message_expiry_interval": 60, "content_type": "json", "user_property": [("k", "1"), ("k", "2")], "response_topic": "r", "correlation_data": b"c"} if FIVE else {}
    for qos in (0, 1, 2):
        for payload in (b"", b"text", BIG):
            client.publish(f"gmqtt/{VERSION}/{qos}", payload, qos=qos, **some)
    client.publish(f"gmqtt/{VERSION}/kept", {"json": True}, qos=1, retain=True)
    await asyncio.wait_for(done.wait(), 20)
    await asyncio.sleep(2.5)
    client.unsubscribe(f"gmqtt/{VERSION}/#")
    await asyncio.sleep(0.3)
    await client.disconnect()
    print("gmqtt", VERSION, len(got), "messages")


asyncio.run(main())
