"""What the Python programs of this folder need of an APIC."""
import json, os, ssl, urllib.request

url, duration = os.environ["MIDRUN_URL"], float(os.environ["MIDRUN_DURATION_SECONDS"])
context = ssl.create_default_context(cafile=os.environ.get("MIDRUN_CA_FILE"))


def call(path, body=None, cookie=None):
    headers = {"Cookie": "APIC-cookie=" + cookie} if cookie else {}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url + path, data, headers)
    with urllib.request.urlopen(request, timeout=30, context=context) as reply:
        return json.load(reply)


def granted(reply):
    return reply["imdata"][0]["aaaLogin"]["attributes"]["token"]


def login():
    user = {"name": os.environ["MIDRUN_USERNAME"], "pwd": os.environ["MIDRUN_PASSWORD"]}
    return granted(call("/api/aaaLogin.json", {"aaaUser": {"attributes": user}}))


def refresh(token):
    return granted(call("/api/aaaRefresh.json", cookie=token))


def poll(token):
    call("/api/class/fvTenant.json", cookie=token)
