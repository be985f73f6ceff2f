"""Compares its own clock with the controller's at both ends of its work, and fails where one has gained more on the other
than so many seconds: the first word of its command line."""
import email.utils, os, ssl, sys, time, urllib.request

context = ssl.create_default_context(cafile=os.environ.get("MIDRUN_CA_FILE"))


def gained():
    with urllib.request.urlopen(os.environ["MIDRUN_URL"] + "/api/aaaListDomains.json", context=context) as reply:
        return time.time() - email.utils.parsedate_to_datetime(reply.headers["Date"]).timestamp()


before = gained()
time.sleep(float(os.environ["MIDRUN_DURATION_SECONDS"]))
sys.exit(abs(gained() - before) > float(sys.argv[1]))
