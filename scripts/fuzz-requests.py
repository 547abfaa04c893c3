#!/usr/bin/env python3
"""Sends damaged requests to every route of a service; none may be answered with 500, and none may end it.

    scripts/fuzz-requests.py --program .build/release/kfbot --requests 10000 --seed 7
"""

import argparse
import collections
import json
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import urllib.parse

BODIES = {
    "/v1/ask": {"query": "怎么退款", "account": "A", "top": 3, "explain": True, "kb": "main"},
    "/v1/messages": {"id": "m", "account": "A", "customer": "c", "text": "怎么退款？", "choice": "1:a", "type": "image"},
    "/v1/learn": {"account": "A", "message": "m", "entry": "e", "answer": "好", "servicer": "s"},
    "/v1/sessions/A/c/suggestions": {"servicer": "s", "text": "退"},
    "/v1/servicers/A/s": {"status": "on_break"},
}
for order in ("open", "reply", "assign", "resume", "block", "unblock", "recall", "transfer", "end"):
    BODIES["/v1/sessions/A/c/" + order] = {
        "servicer": "s", "to": "t", "id": "r", "message": "m", "text": "您好",
        "parts": [{"type": "text", "text": "x"}, {"type": "image", "url": "https://a.cn/i.png"}],
    }
READS = [
    "/v1/sessions?account=A&state=bot&limit=5", "/v1/sessions/A/c", "/v1/sessions/A/c/why",
    "/v1/sessions/A/c/history?limit=5&member=s", "/v1/servicers/A", "/v1/servicers/A/s", "/metrics", "/readyz",
]
VALUES = [
    None, True, -1, 0, 1e308, 2**63, 10**40, "", "x" * 70_000, "\u0000", "\ud83d", "é" * 200, [], {}, [[[]]],
    {"a": {"b": 1}}, "2026-02-30", "1:none", "🙂" * 600, ["x"] * 2000,
]


def request(chance, serial):
    """Returns the bytes of a request."""
    path = chance.choice(list(BODIES) + READS)
    body = b""
    method = chance.choice(["GET", "POST", "PUT", "DELETE"]) if chance.random() < 0.1 else None
    if path in BODIES:
        method = method or ("PUT" if "servicers" in path else "POST")
        value = dict(BODIES[path])
        if "id" in value:
            value["id"] = f"m{serial}"
        for _ in range(chance.randrange(4)):
            name = chance.choice(list(value) or ["x"])
            if chance.random() < 0.3:
                value.pop(name, None)
            else:
                value[name] = chance.choice(VALUES)
        body = json.dumps(value).encode()
        if chance.random() < 0.4 and body:
            damaged = bytearray(body)
            for _ in range(chance.randrange(1, 6)):
                at = chance.randrange(len(damaged) + 1)
                damaged[at:at + chance.randrange(9)] = chance.randbytes(chance.randrange(6))
            body = bytes(damaged)
        if chance.random() < 0.05:
            body = b"[" * chance.randrange(1, 60_000)
    method = method or "GET"
    if chance.random() < 0.3:
        name = chance.choice(["A", "c", "s"])
        other = chance.choice(["", "%00", "%ff", "..", "x" * 600, urllib.parse.quote("é\u202e🙂"), "%", "%2f"])
        path = path.replace("/" + name, "/" + other, 1)
    headers = "Host: localhost\r\nConnection: close\r\n"
    if chance.random() < 0.1:
        headers += chance.choice([
            "Content-Type: text/plain\r\n", "Last-Event-ID: -1\r\n", "Accept-Encoding: \x01\r\n",
            "X: " + "y" * 9000 + "\r\n", "Expect: 100-continue\r\n", "Cookie: a=b\r\n",
        ])
    if chance.random() < 0.1:
        headers += "Transfer-Encoding: chunked\r\n"
        size = chance.choice([b"%x" % len(body), b"zz", b"-1", b"fffffffffffffffff", b""])
        body = size + b"\r\n" + body + b"\r\n0\r\n\r\n"
    else:
        length = len(body) + (chance.choice([-3, 5]) if chance.random() < 0.05 else 0)
        headers += f"Content-Length: {max(length, 0)}\r\n"
    return f"{method} {path} HTTP/1.1\r\n{headers}\r\n".encode("utf-8", "replace") + body


def answer(port, data):
    """Sends bytes; returns the status, or what came instead of one."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            head = connection.recv(65_536)
        except OSError as error:
            return type(error).__name__
    match = re.match(rb"HTTP/1.1 (\d{3})", head)
    return int(match.group(1)) if match else "nothing"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--program", default=os.environ.get("KFBOT", ".build/release/kfbot"))
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=int(os.environ.get("KFBOT_SEED", 0)))
    options = parser.parse_args()
    seed = options.seed or random.SystemRandom().randrange(1, 1 << 31)
    print(f"seed {seed}, {options.requests} requests", flush=True)
    chance = random.Random(seed)
    counts = collections.Counter()
    with tempfile.TemporaryDirectory() as data:
        sample = os.path.join(os.path.dirname(__file__), "..", "kb-samples", "shop", "kb.jsonl")
        environment = dict(os.environ, KFBOT_DATA=data)
        for command in (["import", sample], ["servicer", "add", "s", "--account", "A"]):
            subprocess.run([options.program, *command], env=environment, check=True, capture_output=True)
        with open(os.path.join(data, "kfbot.yaml"), "w") as file:
            file.write("accounts: {A: {mode: bot, debounce: {quiet_seconds: 0}}}\n")
        log = os.path.join(data, "log")
        service = subprocess.Popen(
            [options.program, "serve", "--no-auth", "--port", "0"],
            env=environment, stdout=subprocess.PIPE, stderr=open(log, "wb"),
        )
        failed = None
        try:
            port = int(service.stdout.readline().rsplit(b":", 1)[1])
            for serial in range(options.requests):
                data = request(chance, serial)
                status = answer(port, data)
                counts[status] += 1
                if service.poll() is not None:
                    failed = f"the service ended with {service.returncode}"
                elif status == 500:
                    failed = "500"
                if failed:
                    print(f"BROKEN by request {serial}: {failed}\n{data[:2000]!r}")
                    with open(log, errors="replace") as file:
                        print(file.read()[-1000:])
                    break
        finally:
            service.kill()
            service.wait()
    print(json.dumps({"seed": seed, "requests": sum(counts.values()), "statuses": {str(k): v for k, v in counts.most_common()}}))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
