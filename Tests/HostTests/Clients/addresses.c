// Prints what getaddrinfo finds, one address a line: addresses 4|6|any NAME
#define _GNU_SOURCE
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <arpa/inet.h>

// Whether the name is none, or has no address of the family.
static int is_none(int status) {
#ifdef EAI_NODATA
  if (status == EAI_NODATA) return 1;
#endif
  return status == EAI_NONAME;
}

int main(int count, char **arguments) {
  if (count != 3) return 2;
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found;
  if (arguments[1][0] == '4') hints.ai_family = AF_INET;
  if (arguments[1][0] == '6') hints.ai_family = AF_INET6;
  int status = getaddrinfo(arguments[2], NULL, &hints, &found);
  if (status != 0) {
    printf("%s\n", is_none(status) ? "none" : gai_strerror(status));
    return 0;
  }
  for (struct addrinfo *one = found; one != NULL; one = one->ai_next) {
    char text[INET6_ADDRSTRLEN];
    const void *address = one->ai_family == AF_INET ? (const void *)&((struct sockaddr_in *)one->ai_addr)->sin_addr
                                                    : (const void *)&((struct sockaddr_in6 *)one->ai_addr)->sin6_addr;
    puts(inet_ntop(one->ai_family, address, text, sizeof text));
  }
  freeaddrinfo(found);
  return 0;
}
