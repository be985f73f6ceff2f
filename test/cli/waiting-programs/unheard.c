/* Logs in by curl, and then waits by a call of its C library, which nothing in it tells Midrun of. */
#include <stdlib.h>
#include <unistd.h>

int main(void) {
  system("curl -s --cacert \"$MIDRUN_CA_FILE\" -o /dev/null \"$MIDRUN_URL/api/aaaListDomains.json\"");
  sleep(600);
  return 0;
}
