"""Processes that benchmarks start, and the processor time that a request costs them (Linux)."""
import glob, os, re, signal, statistics, subprocess, sys, tempfile, time, urllib.error, urllib.request

TICKS = os.sysconf("SC_CLK_TCK")
SECONDS = 1
WALK = """local paths = {}
for line in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = wrk.format("GET", line, {["Accept-Encoding"] = "identity"}) end
local next = 0
request = function() next = next % #paths + 1 return paths[next] end
"""


def stat(pid):
    """Parent, and processor seconds of the children of a process that ended."""
    try:
        fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    except OSError:
        return None
    return int(fields[1]), sum(map(int, fields[13:15])) / TICKS


def family(roots):
    """The processes and all that they started."""
    children = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        if found := stat(name):
            children.setdefault(found[0], []).append(int(name))
    known, waiting = [], list(roots)
    while waiting:
        known.append(waiting.pop())
        waiting += children.get(known[-1], [])
    return known


def cpu(roots):
    """Processor seconds so far of these processes and all that they started: of threads that live to the nanosecond."""
    return sum(of_threads(pid) + (stat(pid) or (0, 0.0))[1] for pid in family(roots))


def of_threads(pid):
    spent = 0
    for schedule in glob.glob(f"/proc/{pid}/task/*/schedstat"):
        try:
            spent += int(open(schedule).read().split()[0])
        except OSError:
            pass
    return spent / 1e9


def private_mib(pid):
    return int(re.search(r"RssAnon:\s+(\d+)", open(f"/proc/{pid}/status").read())[1]) / 1024


running = []


def start(command, ready, **more):
    process = subprocess.Popen([str(word) for word in command], start_new_session=True, **more)
    running.append(process)
    for _ in range(600):
        try:
            urllib.request.urlopen(ready, timeout=5).read()
            return process
        except urllib.error.HTTPError:
            return process
        except OSError:
            if process.poll() is not None:
                sys.exit(f"{command[0]} ended with {process.returncode}")
            time.sleep(0.1)
    sys.exit(f"{command[0]} does not answer at {ready}")


def stop(process):
    if process in running:
        running.remove(process)
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def load(base, paths, roots, seconds=SECONDS):
    """Processor seconds of a server for each request: one client that waits for each answer."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("paths", "\n".join(paths) + "\n"), ("walk.lua", WALK)):
            with open(f"{folder}/{name}", "w") as file:
                file.write(text)
        command = ["wrk", "-t1", "-c1", f"-d{seconds}s", "--timeout", "60s", "-s", f"{folder}/walk.lua", base]
        spent = cpu(roots)
        said = subprocess.run(command, env={**os.environ, "PATHS": f"{folder}/paths"}, capture_output=True, text=True, check=True).stdout
        spent = cpu(roots) - spent
    assert "Non-2xx" not in said, said
    return spent / int(re.search(r"(\d+) requests in", said)[1])


def in_turn(name, cases, rounds):
    """The median of each case, and the ratio of each to the first, taken within each round."""
    taken = {case: [] for case in cases}
    for _ in range(rounds):
        for case, measure in cases.items():
            taken[case].append(measure())
    first = next(iter(cases))
    print(f"\n{name}")
    ratios = {}
    for case, values in taken.items():
        ratios[case] = statistics.median(value / max(one, 1e-9) for value, one in zip(values, taken[first]))
        print(f"  {case:44} {statistics.median(values) * 1e6:10.1f} µs   {ratios[case]:8.2f} × {first}", flush=True)
    return ratios
