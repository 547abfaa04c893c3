#!/usr/bin/env python3
"""Tortures two services on one workspace with real processes, and checks afterwards that nothing was lost.

200 customers write, desks answer, entries are edited, taught and imported. Meanwhile the services are
killed, the disk fills up, descriptors run out, clients do not read, kfbot.yaml is half written or deleted,
and the clock jumps. What is done when follows from a seed, which is printed.

    scripts/torture.py --program .build/release/kfbot --seconds 600 --seed 7

A disk that can be full is a small file system in memory, for which mounting must be allowed; the clock is
that of libfaketime (Debian: libfaketime). What this machine cannot do is left out, and the report says so.
Exit code 1 if a promise was broken.
"""

import argparse
import asyncio
import collections
import glob
import http.client
import json
import multiprocessing
import os
import random
import re
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

ACCOUNT = "A"
CUSTOMERS = 200
# As many descriptors as a service gets; it serves 160 fewer connections.
DESCRIPTORS = 700
DISK_MEGABYTES = 192
CONFIGURATION = """\
accounts:
  A:
    mode: bot
    hours: {weekly: {mon-sun: ["00:00-24:00"]}}
    debounce: {quiet_seconds: 0.3, cap_seconds: 1}
"""
QUESTIONS = [
    "怎么退款？", "退款几天到账？", "怎么开发票？", "发票", "运费谁出？", "我想问一下", "你好", "谢谢",
    "转人工", "今天股票涨了多少？", "？？", "1", "继续", "优惠券怎么用不了", "订单什么时候发货啊",
    "能不能" + "快一点" * 200, "\u0301" * 900, "\u0000\u001b[2J", "👩‍👩‍👧‍👦退货", "地址写错了 怎么改？",
]
FAKETIME = [
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
]


class Broken(Exception):
    """A promise that was not kept."""


# MARK: HTTP, as little as is needed


class Refused(Exception):
    """No answer: the connection was refused, cut, or too slow."""


async def ask(port, method, path, body=None, timeout=30.0):
    """Asks a service; returns status and JSON value."""
    try:
        return await asyncio.wait_for(exchange(port, method, path, body), timeout)
    except (OSError, asyncio.TimeoutError, asyncio.IncompleteReadError, ValueError) as error:
        raise Refused(repr(error)) from error


async def exchange(port, method, path, body):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        data = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        writer.write(
            f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            f"Content-Length: {len(data)}\r\n\r\n".encode() + data
        )
        await reader.readuntil(b" ")
        status = int(await reader.readexactly(3))
        length = None
        while (line := await reader.readline()) not in (b"\r\n", b""):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        text = await (reader.read() if length is None else reader.readexactly(length))
        return status, json.loads(text) if text[:1] in (b"{", b"[") else None
    finally:
        writer.close()


# MARK: What is tortured


class Service:
    """A `kfbot serve` that is started again whenever it is gone."""

    def __init__(self, torture, name):
        self.torture = torture
        self.name = name
        self.port = free_port()
        self.process = None
        self.log = os.path.join(torture.logs, name + ".log")
        self.clock = os.path.join(torture.logs, name + ".clock")
        self.offset = 0
        self.is_wanted = True
        self.kills = self.starts = self.refused_starts = 0

    def start(self):
        environment = dict(os.environ, KFBOT_DATA=self.torture.data)
        if self.torture.faketime:
            write(self.clock, f"{self.offset:+d}\n")
            environment.update(
                LD_PRELOAD=self.torture.faketime,
                FAKETIME_TIMESTAMP_FILE=self.clock,
                FAKETIME_NO_CACHE="1",
                FAKETIME_DONT_FAKE_MONOTONIC="1",
            )
        self.starts += 1
        self.process = subprocess.Popen(
            # libfaketime moves the environment of the process that it is first loaded into, and Swift
            # finds its arguments by where the environment is.
            ["/usr/bin/env", self.torture.program, "serve", "--no-auth",
             "--port", str(self.port)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=open(self.log, "ab"),
            preexec_fn=lambda: resource.setrlimit(
                resource.RLIMIT_NOFILE, (DESCRIPTORS, DESCRIPTORS)
            ),
        )

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
            self.kills += 1
            self.process.was_killed = True
            self.forget_clock()

    def forget_clock(self):
        """Removes what libfaketime leaves behind where a process is ended by a signal."""
        for path in glob.glob(f"/dev/shm/*faketime_*_{self.process.pid}"):
            os.remove(path)

    async def keep(self):
        """Starts it again; an end that nobody asked for breaks a promise."""
        while self.is_wanted:
            await asyncio.sleep(0.05)
            status = self.process.poll()
            if status is None:
                continue
            if not getattr(self.process, "was_killed", False):
                # It may refuse to start while the disk is full or kfbot.yaml is wrong.
                if status == 1 and self.torture.may_refuse_start():
                    self.refused_starts += 1
                    await asyncio.sleep(0.3)
                else:
                    self.torture.fail(f"{self.name} ended by itself with {status}: {tail(self.log)}")
            self.start()

    def jump(self, seconds):
        self.offset = seconds
        write(self.clock, f"{seconds:+d}\n")

    def memory(self):
        """Resident megabytes."""
        with open(f"/proc/{self.process.pid}/status") as file:
            for line in file:
                if line.startswith("VmRSS"):
                    return int(line.split()[1]) // 1024
        return 0

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    async def ready(self, patience=60):
        end = time.monotonic() + patience
        while time.monotonic() < end:
            try:
                if (await ask(self.port, "GET", "/readyz", timeout=2))[0] == 200:
                    return
            except Refused:
                pass
            await asyncio.sleep(0.2)
        raise Broken(f"{self.name} is not ready after {patience} s: {tail(self.log)}")


class Nurse:
    """Asks for health all the time, from a process of its own so that it measures nothing else."""

    def __init__(self, ports):
        self.is_over = multiprocessing.Event()
        self.ours, theirs = multiprocessing.Pipe()
        self.process = multiprocessing.Process(
            target=self.work, args=(ports, theirs, self.is_over), daemon=True
        )
        self.process.start()

    @staticmethod
    def work(ports, pipe, is_over):
        times = []
        while not is_over.is_set():
            for port in ports:
                start = time.monotonic()
                try:
                    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
                    connection.request("GET", "/healthz")
                    # One that is full, or about to be killed, says so or nothing.
                    if connection.getresponse().status == 200:
                        times.append((time.monotonic() - start, start))
                except TimeoutError:
                    times.append((time.monotonic() - start, start))
                except (OSError, http.client.HTTPException):
                    pass
                finally:
                    connection.close()
            is_over.wait(0.1)
        pipe.send(times)

    def end(self):
        """Returns how long each answer took, in seconds, and when it was asked for."""
        self.is_over.set()
        times = self.ours.recv() if self.ours.poll(20) else []
        self.process.join(5)
        return times


class Torture:
    def __init__(self, options):
        self.options = options
        self.program = os.path.abspath(options.program)
        # What is done to the services depends on nothing else.
        self.chance = random.Random(f"{options.seed}/torment")
        self.random = random.Random(options.seed)
        self.home = tempfile.mkdtemp(prefix="kfbot-torture-")
        self.logs = os.path.join(self.home, "logs")
        self.disk = os.path.join(self.home, "disk")
        self.data = os.path.join(self.disk, "data")
        os.mkdir(self.logs)
        os.mkdir(self.disk)
        self.left_out = []
        self.is_mounted = mount(self.disk)
        if not self.is_mounted:
            self.left_out.append("full disk: mounting is not allowed here")
        self.faketime = next(iter([path for path in FAKETIME if os.path.exists(path)]), None)
        if not self.faketime:
            self.left_out.append("jumping clock: libfaketime is not installed")
        self.failures = []
        self.counts = collections.Counter()
        self.health = []
        self.acknowledged = {}
        self.attempted = {}
        self.replies = {}
        self.taught = {}
        self.edited = {}
        self.imported = None
        self.seen = []
        self.delivered = collections.deque(maxlen=500)
        self.is_over = False
        self.torments = []
        self.disturbed_until = 0.0

    def fail(self, what):
        if len(self.failures) < 50:
            print("BROKEN:", what, flush=True)
        self.failures.append(what)

    def disturb(self, seconds):
        """From now on, and some time after, a service may refuse to start."""
        self.disturbed_until = max(self.disturbed_until, time.monotonic() + seconds)

    def may_refuse_start(self):
        return time.monotonic() < self.disturbed_until

    def kfbot(self, *arguments, timeout=120):
        return subprocess.run(
            [self.program, *arguments, "--data", self.data],
            capture_output=True,
            text=True,
            timeout=timeout,
        )

    async def kfbot_aside(self, *arguments):
        process = await asyncio.create_subprocess_exec(
            self.program, *arguments, "--data", self.data,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )
        output, errors = await process.communicate()
        return process.returncode, output.decode(), errors.decode()

    # MARK: The company's day

    def any_port(self):
        return self.random.choice(self.services).port

    async def customer(self, number):
        chance = random.Random(f"{self.options.seed}/{number}")
        name = f"c{number}"
        await asyncio.sleep(chance.random() * 3)
        count = 0
        while not self.is_over:
            count += 1
            message = {
                "id": f"{name}-{count}", "account": ACCOUNT, "customer": name,
                "text": chance.choice(QUESTIONS),
            }
            self.attempted[message["id"]] = message
            report = await self.send(message)
            if report and chance.random() < 0.1:
                self.compare(message["id"], report, await self.send(message))
            await asyncio.sleep(chance.expovariate(1 / self.options.think))

    async def send(self, message):
        """Sends a message until it is answered; what is acknowledged is remembered."""
        end = time.monotonic() + 240
        while time.monotonic() < end:
            try:
                status, report = await ask(self.any_port(), "POST", "/v1/messages", message)
            except Refused:
                self.counts["no answer"] += 1
                await asyncio.sleep(0.3)
                continue
            self.counts[status] += 1
            if status == 200 and report["disposition"] != "pending":
                known = self.acknowledged.setdefault(message["id"], report)
                self.compare(message["id"], known, report)
                if report["disposition"] in ("delivered", "queued"):
                    self.delivered.append(message["customer"])
                return report
            if status not in (200, 429, 503):
                self.fail(f"{message['id']}: {status} {report}")
                return None
            await asyncio.sleep(0.3)
        self.fail(f"{message['id']} was not answered within four minutes")
        return None

    def compare(self, name, first, second):
        if not second:
            return
        kept = [
            (report["disposition"], [sent["id"] for sent in report["messages"]])
            for report in (first, second)
        ]
        if kept[0] != kept[1]:
            self.fail(f"{name} had two outcomes: {kept[0]} and {kept[1]}")

    async def desk(self, number):
        """A servicer who answers, hands over and ends."""
        chance = random.Random(f"{self.options.seed}/desk/{number}")
        servicer, count = f"s{number}", 0
        while not self.is_over:
            await asyncio.sleep(chance.expovariate(2))
            if not self.delivered:
                continue
            customer = self.delivered.popleft()
            count += 1
            path = f"/v1/sessions/{ACCOUNT}/{customer}"
            body = {"servicer": servicer, "id": f"{servicer}-{count}", "text": f"您好，第 {count} 次答复"}
            order = chance.choice(["reply", "reply", "reply", "transfer", "end", "assign"])
            if order == "transfer":
                body = {"servicer": servicer, "to": f"s{1 - number}"}
            elif order != "reply":
                body = {"servicer": servicer}
            for _ in range(40):
                try:
                    status, report = await ask(self.any_port(), "POST", f"{path}/{order}", body)
                except Refused:
                    await asyncio.sleep(0.3)
                    continue
                if status == 503:
                    await asyncio.sleep(0.3)
                    continue
                if status == 200 and order == "reply":
                    self.replies[body["id"]] = customer
                elif status not in (200, 409):
                    self.fail(f"{order} of {customer}: {status} {report}")
                break

    async def watch(self, number):
        """A desk's stream of events, followed across kills; each event comes once, in order."""
        last = 0
        while not self.is_over:
            try:
                reader, writer = await asyncio.open_connection(
                    "127.0.0.1", self.services[number].port, limit=1 << 22
                )
            except OSError:
                await asyncio.sleep(0.3)
                continue
            try:
                writer.write(
                    f"GET /v1/accounts/{ACCOUNT}/events HTTP/1.1\r\nHost: localhost\r\n"
                    f"Last-Event-ID: {last}\r\n\r\n".encode()
                )
                is_first = True
                while not self.is_over:
                    line = await asyncio.wait_for(reader.readline(), 40)
                    if not line:
                        break
                    if not line.startswith(b"id: "):
                        continue
                    event = int(line[4:])
                    if is_first:
                        # Where it begins.
                        is_first = False
                        continue
                    if event <= last:
                        self.fail(f"event {event} came after {last} on stream {number}")
                    last = event
                    if number == 0:
                        self.seen.append(event)
            except (OSError, asyncio.TimeoutError, ValueError, asyncio.LimitOverrunError):
                pass
            finally:
                writer.close()
            await asyncio.sleep(0.2)

    async def editor(self):
        """Edits entries by the command line; what returned 0 must hold."""
        count = 0
        while not self.is_over:
            count += 1
            entry = f"edit-{count}"
            status, _, errors = await self.kfbot_aside(
                "entry", "add", entry, "--question", f"第 {count} 号门票多少钱", "--answer", f"{count} 元"
            )
            self.count_edit("entry", status, errors)
            if status == 0:
                self.edited[entry] = f"{count} 元"
            await asyncio.sleep(2)

    async def teacher(self):
        """Teaches from customers' messages; what was acknowledged must hold."""
        count = 0
        while not self.is_over:
            await asyncio.sleep(1.5)
            known = [name for name in list(self.acknowledged)[-50:]]
            if not known:
                continue
            count += 1
            entry, answer = f"learned-{count}", f"学到的第 {count} 条"
            body = {
                "account": ACCOUNT, "message": self.random.choice(known), "entry": entry,
                "answer": answer, "servicer": "s0",
            }
            for _ in range(20):
                try:
                    status, report = await ask(self.any_port(), "POST", "/v1/learn", body, 60)
                except Refused:
                    await asyncio.sleep(0.5)
                    continue
                self.counts[f"learn {status}"] += 1
                if status == 503:
                    await asyncio.sleep(0.5)
                    continue
                if status == 200:
                    self.taught[entry] = answer
                elif status not in (404, 409, 422):
                    self.fail(f"learn {entry}: {status} {report}")
                break

    async def importer(self):
        """Imports the same rows with other answers again and again; some imports are killed."""
        count = 0
        path = os.path.join(self.home, "rows.csv")
        while not self.is_over:
            count += 1
            with open(path, "w") as file:
                file.write("id,question,answer\n")
                for row in range(self.options.rows):
                    file.write(f"row-{row},第 {row} 类商品的保修期是多久,第 {count} 版：{row % 36} 个月\n")
            process = await asyncio.create_subprocess_exec(
                self.program, "import", path, "--no-lint", "--data", self.data,
                stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
            )
            is_killed = self.random.random() < 0.3
            if is_killed:
                await asyncio.sleep(self.random.random() * 2)
                if process.returncode is None:
                    process.kill()
            _, errors = await process.communicate()
            if process.returncode == 0:
                self.imported = count
            elif process.returncode != -signal.SIGKILL:
                self.count_edit("import", process.returncode, errors.decode())
            self.counts["import" if process.returncode == 0 else "import not done"] += 1
            await asyncio.sleep(4)

    def count_edit(self, name, status, errors):
        self.counts[f"{name} {status}"] += 1
        # A full disk, or a writer who holds the file for long.
        if status not in (0, 1):
            self.fail(f"{name} ended with {status}: {errors[-300:]}")

    # MARK: What is done to it

    async def torment(self):
        actions = {
            self.kill_one: 8, self.kill_both: 2, self.run_out: 2, self.read_nothing: 2,
            self.break_configuration: 3, self.send_rubbish: 2,
        }
        if self.is_mounted:
            actions[self.fill_disk] = 2
        if self.faketime:
            actions[self.jump] = 3
        # Each once, then by chance.
        first = list(actions)
        self.chance.shuffle(first)
        while not self.is_over:
            await asyncio.sleep(self.chance.uniform(0.5, 2 * self.options.pause))
            if self.is_over:
                break
            action = first.pop() if first else self.chance.choices(
                list(actions), list(actions.values())
            )[0]
            name = action.__name__.replace("_", " ")
            self.counts["done: " + name] += 1
            self.torments.append((name, time.monotonic()))
            await action()

    async def kill_one(self):
        self.chance.choice(self.services).kill()

    async def kill_both(self):
        for service in self.services:
            service.kill()

    async def fill_disk(self):
        ballast = os.path.join(self.disk, "ballast")
        self.disturb(20)
        with open(ballast, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(1 << 16))
            except OSError:
                pass
            try:
                while True:
                    file.write(bytes(1 << 9))
            except OSError:
                pass
        await asyncio.sleep(self.chance.uniform(0.5, 2))
        os.remove(ballast)

    async def run_out(self):
        """More idle connections than the service has descriptors."""
        port, held = self.chance.choice(self.services).port, []
        for _ in range(DESCRIPTORS + 50):
            connection = socket.socket()
            connection.setblocking(False)
            held.append(connection)
            connection.connect_ex(("127.0.0.1", port))
        await asyncio.sleep(2)
        for connection in held:
            connection.close()

    async def read_nothing(self):
        """Streams whose clients do not read."""
        port, held = self.chance.choice(self.services).port, []
        for _ in range(30):
            connection = socket.socket()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.setblocking(False)
            connection.connect_ex(("127.0.0.1", port))
            held.append(connection)
        await asyncio.sleep(0.2)
        for connection in held:
            try:
                connection.send(
                    f"GET /v1/accounts/{ACCOUNT}/events HTTP/1.1\r\nHost: localhost\r\n"
                    "Last-Event-ID: 0\r\n\r\n".encode()
                )
            except OSError:
                pass

        async def let_go():
            await asyncio.sleep(8)
            for connection in held:
                connection.close()

        self.background.append(asyncio.create_task(let_go()))

    async def break_configuration(self):
        path = os.path.join(self.data, "kfbot.yaml")
        self.disturb(20)
        how = self.chance.choice(["half", "gone", "empty", "nonsense"])
        try:
            if how == "half":
                write(path, CONFIGURATION[: self.chance.randrange(len(CONFIGURATION))])
            elif how == "gone":
                os.remove(path)
            elif how == "empty":
                write(path, "")
            else:
                write(path, "accounts: [[[{")
        except OSError:
            pass
        # Long enough to be believed if it were whole.
        await asyncio.sleep(self.chance.uniform(0.1, 3))
        while True:
            try:
                write(path, CONFIGURATION)
                return
            except OSError:
                await asyncio.sleep(0.2)

    async def send_rubbish(self):
        port = self.chance.choice(self.services).port
        for _ in range(40):
            rubbish = self.chance.choice([
                self.chance.randbytes(self.chance.randrange(1, 3000)),
                b"POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\n{\"id\":",
                b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                b"GET / HTTP/1.1\r\nHost: " + b"a" * 70_000,
            ])
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(rubbish)
                await asyncio.sleep(0.01)
                writer.close()
            except OSError:
                pass

    async def jump(self):
        self.chance.choice(self.services).jump(
            self.chance.choice([0, -60, 60, -3600, 3600, -86_400, 86_400])
        )

    # MARK: From beginning to end

    async def run(self):
        os.mkdir(self.data)
        sample = os.path.join(os.path.dirname(__file__), "..", "kb-samples", "shop", "kb.jsonl")
        self.require(self.kfbot("import", sample))
        for servicer in ("s0", "s1"):
            self.require(self.kfbot("servicer", "add", servicer, "--account", ACCOUNT, "--limit", "40"))
            self.require(self.kfbot("servicer", "set", servicer, "--account", ACCOUNT, "--status", "available"))
        write(os.path.join(self.data, "kfbot.yaml"), CONFIGURATION)
        self.services = [Service(self, "first"), Service(self, "second")]
        for service in self.services:
            service.start()
        for service in self.services:
            await service.ready()
        self.background = []
        keepers = [asyncio.create_task(service.keep()) for service in self.services]
        work = [self.customer(number) for number in range(CUSTOMERS)]
        work += [self.desk(0), self.desk(1), self.editor(), self.teacher(), self.importer()]
        work = [asyncio.create_task(job) for job in work]
        watching = [asyncio.create_task(job) for job in (self.watch(0), self.watch(1))]
        tormentor = asyncio.create_task(self.torment())
        self.start = time.monotonic()
        nurse = Nurse([service.port for service in self.services])
        while time.monotonic() - self.start < self.options.seconds and len(self.failures) < 50:
            await asyncio.sleep(0.5)
        self.is_over = True
        # The last torment ends, and everybody gets an answer to what was asked.
        await tormentor
        self.health = nurse.end()
        write(os.path.join(self.data, "kfbot.yaml"), CONFIGURATION)
        for service in self.services:
            if self.faketime:
                service.jump(0)
        for job in asyncio.as_completed(work, timeout=300):
            await job
        for job in watching + self.background:
            job.cancel()
        await self.rest(keepers)
        self.check()
        self.report(time.monotonic() - self.start)

    def require(self, result):
        if result.returncode != 0:
            raise Broken(f"{result.args}: {result.stderr}")

    async def rest(self, keepers):
        """Compares what both services hold now with what a new one holds, and ends them."""
        for service in self.services:
            await service.ready()
        # Connections of clients that are gone are closed by then.
        await asyncio.sleep(8)
        held = [(service.memory(), service.descriptors()) for service in self.services]
        for service in self.services:
            service.is_wanted = False
        await asyncio.gather(*keepers)
        for service in self.services:
            start = time.monotonic()
            service.process.terminate()
            try:
                status = await asyncio.to_thread(service.process.wait, 15)
            except subprocess.TimeoutExpired:
                self.fail(f"{service.name} did not end within 15 s of SIGTERM")
                service.kill()
                continue
            service.forget_clock()
            seconds = time.monotonic() - start
            self.counts["slowest end, ms"] = max(self.counts["slowest end, ms"], int(seconds * 1000))
            if status != 0 or seconds > 10:
                self.fail(f"{service.name} ended with {status} {seconds:.1f} s after SIGTERM")
        fresh = self.services[0]
        fresh.start()
        await fresh.ready()
        for question in QUESTIONS:
            await ask(fresh.port, "POST", "/v1/ask", {"query": question})
        self.at_rest = (held, (fresh.memory(), fresh.descriptors()))
        for memory, descriptors in held:
            if memory > 2 * fresh.memory() + 100:
                self.fail(f"{memory} MB at the end, {fresh.memory()} MB in a new process")
            if descriptors > fresh.descriptors() + 20:
                self.fail(f"{descriptors} descriptors at the end, {fresh.descriptors()} in a new process")
        await self.events_of(fresh)
        fresh.process.terminate()
        fresh.process.wait(15)
        fresh.forget_clock()

    async def events_of(self, service):
        """What the first desk saw is what was stored, without a gap."""
        with self.sessions() as database:
            stored = {
                number
                for (number,) in database.execute(
                    "SELECT number FROM event WHERE account = ? AND number <= ?",
                    (ACCOUNT, self.seen[-1] if self.seen else 0),
                )
            }
        repeated = len(self.seen) - len(set(self.seen))
        if repeated:
            self.fail(f"{repeated} events came twice to the first desk")
        # Some kinds of events are for the store alone.
        if set(self.seen) - stored:
            self.fail(f"{len(set(self.seen) - stored)} events were shown and not stored")
        self.counts["events seen"] = len(self.seen)

    def sessions(self):
        return sqlite3.connect(f"file:{self.data}/sessions.sqlite?mode=ro", uri=True)

    def check(self):
        """One outcome for each message, what was acknowledged is stored, all files are healthy."""
        with self.sessions() as database:
            inbox = {}
            for message, disposition in database.execute(
                "SELECT message, disposition FROM inbox WHERE account = ? AND servicer IS NULL", (ACCOUNT,)
            ):
                if message in inbox:
                    self.fail(f"{message} is stored twice")
                inbox[message] = disposition
            answers = collections.defaultdict(list)
            for message, cause in database.execute(
                "SELECT message, cause FROM outbox WHERE account = ? AND cause IS NOT NULL ORDER BY number",
                (ACCOUNT,),
            ):
                answers[cause].append(message)
            everything = [row[0] for row in database.execute("SELECT message FROM outbox")]
            if len(everything) != len(set(everything)):
                self.fail("an outgoing message is stored twice")
            for message, report in self.acknowledged.items():
                if inbox.get(message) is None:
                    self.fail(f"{message} was acknowledged and is not stored with an outcome")
                    continue
                sent = [answer["id"] for answer in report["messages"]]
                if sent != answers.get(message, []):
                    self.fail(f"{message} was answered by {sent}, stored are {answers.get(message, [])}")
            for message in set(inbox) - set(self.attempted):
                self.fail(f"{message} is stored and was never sent")
            for message in self.replies:
                if not database.execute(
                    "SELECT 1 FROM inbox WHERE account = ? AND message = ?", (ACCOUNT, message)
                ).fetchone():
                    self.fail(f"the reply {message} was acknowledged and is not stored")
        self.counts["messages stored"] = len(inbox)
        export = os.path.join(self.home, "export.jsonl")
        self.require(self.kfbot("export", "--format", "jsonl", "-o", export))
        with open(export) as file:
            entries = {json.loads(line).get("id", ""): line for line in file}
        for name, answer in list(self.taught.items()) + list(self.edited.items()):
            if answer not in entries.get(name, ""):
                self.fail(f"{name} was stored and is {entries.get(name)}")
        if self.imported:
            # A later import may have been killed after its commit; none may be stored in part.
            versions = {
                re.search("第 (\\d+) 版", line).group(1)
                for name, line in entries.items() if name.startswith("row-")
            }
            rows = sum(name.startswith("row-") for name in entries)
            if len(versions) != 1 or int(min(versions)) < self.imported or rows != self.options.rows:
                self.fail(f"import {self.imported} was stored; there are {rows} rows of {versions}")
        health = self.kfbot("info", "--check", "--json")
        if health.returncode != 0:
            self.fail(f"info --check: {health.stdout}{health.stderr}")

    def report(self, seconds):
        late = sorted(seconds for seconds, _ in self.health)
        held, fresh = self.at_rest
        print(json.dumps({
            "seed": self.options.seed,
            "seconds": round(seconds),
            "broken": len(self.failures),
            "left_out": self.left_out,
            "kills": sum(service.kills for service in self.services),
            "starts": sum(service.starts for service in self.services),
            "refused_starts": sum(service.refused_starts for service in self.services),
            "messages": len(self.acknowledged),
            "replies": len(self.replies),
            "learned": len(self.taught),
            "edited": len(self.edited),
            "healthz_ms": {
                "count": len(late),
                "p50": round(late[len(late) // 2] * 1000, 1) if late else None,
                "p99": round(late[len(late) * 99 // 100] * 1000, 1) if late else None,
                "max": round(late[-1] * 1000, 1) if late else None,
            },
            "healthz_over_100_ms": [
                f"{taken * 1000:.0f} ms at {asked - self.start:.1f} s"
                for taken, asked in self.health if taken > 0.1
            ][:20],
            "torments": [f"{name} at {moment - self.start:.1f} s" for name, moment in self.torments][:60],
            "megabytes_and_descriptors": {"at_the_end": held, "new": fresh},
            "counts": {str(key): value for key, value in sorted(self.counts.items(), key=str)},
        }, ensure_ascii=False, indent=1), flush=True)

    def clean(self):
        for service in getattr(self, "services", []):
            service.is_wanted = False
            service.kill()
        if self.failures:
            kept = self.home + ".kept"
            shutil.copytree(self.home, kept, dirs_exist_ok=True, ignore=shutil.ignore_patterns("ballast"))
            print("What was left is in", kept)
        if self.is_mounted:
            subprocess.run(["umount", "-l", self.disk], check=False)
        shutil.rmtree(self.home, ignore_errors=True)


def mount(directory):
    """Makes a small file system in memory; false if that is not allowed."""
    if os.geteuid() != 0 or not shutil.which("mount"):
        return False
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MEGABYTES}m", "kfbot-torture", directory]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def tail(path):
    with open(path, "rb") as file:
        return file.read()[-600:].decode("utf-8", "replace")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--program", default=os.environ.get("KFBOT", ".build/release/kfbot"))
    parser.add_argument(
        "--seconds", type=float, default=float(os.environ.get("KFBOT_TORTURE_SECONDS", 600))
    )
    parser.add_argument("--seed", type=int, default=int(os.environ.get("KFBOT_SEED", 0)))
    parser.add_argument("--think", type=float, default=4, help="seconds between messages of a customer")
    parser.add_argument("--pause", type=float, help="seconds between torments (at most 3)")
    parser.add_argument("--rows", type=int, default=2000, help="rows of each import")
    options = parser.parse_args()
    # So that the short form does everything, too.
    options.pause = options.pause or min(3, options.seconds / 20)
    options.seed = options.seed or random.SystemRandom().randrange(1, 1 << 31)
    print(f"seed {options.seed}, {options.seconds:g} s", flush=True)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192) if hard > 0 else 8192, hard))
    torture = Torture(options)
    try:
        asyncio.run(torture.run())
    finally:
        torture.clean()
    return 1 if torture.failures else 0


if __name__ == "__main__":
    sys.exit(main())
