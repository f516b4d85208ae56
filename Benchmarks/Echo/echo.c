// What the kernel charges for answering: takes datagrams or a stream's messages, as a DNS server does, and sends the same answer to each,
// with the ID that was asked. `echo udp|tcp PORT FILE`, where FILE has the answer.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SLOTS = 32, QUERY_LENGTH = 4096, CLIENTS = 64 };

// The answer, with the two octets of a stream's length in front.
static uint8_t answer[2 + 65535];
static size_t length;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void read_answer(const char *path) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) fail(path);
  length = fread(answer + 2, 1, sizeof answer - 2, file);
  answer[0] = (uint8_t)(length >> 8);
  answer[1] = (uint8_t)length;
  fclose(file);
}

static int bound(int type, int port) {
  int number = socket(AF_INET, type, 0);
  const int on = 1, room = 1 << 20;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (type == SOCK_DGRAM) setsockopt(number, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  if (type == SOCK_DGRAM) setsockopt(number, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
  const int omit = IP_PMTUDISC_OMIT;  // as DNS servers do, and a little cheaper
  if (type == SOCK_DGRAM) setsockopt(number, IPPROTO_IP, IP_MTU_DISCOVER, &omit, sizeof omit);
  if (number < 0 || bind(number, (struct sockaddr *)&address, sizeof address) != 0) fail("bind");
  return number;
}

static void answer_datagrams(int number) {
  static uint8_t queries[SLOTS][QUERY_LENGTH], answers[SLOTS][65535];
  static struct sockaddr_storage clients[SLOTS];
  static struct iovec in[SLOTS], out[SLOTS];
  static struct mmsghdr received[SLOTS], sent[SLOTS];
  for (int slot = 0; slot < SLOTS; slot++) {
    in[slot] = (struct iovec){queries[slot], QUERY_LENGTH};
    out[slot] = (struct iovec){answers[slot], length};
    received[slot].msg_hdr = (struct msghdr){.msg_name = &clients[slot], .msg_iov = &in[slot], .msg_iovlen = 1};
    sent[slot].msg_hdr = (struct msghdr){.msg_name = &clients[slot], .msg_iov = &out[slot], .msg_iovlen = 1};
  }
  for (;;) {
    for (int slot = 0; slot < SLOTS; slot++) received[slot].msg_hdr.msg_namelen = sizeof clients[slot];
    int count = recvmmsg(number, received, SLOTS, MSG_WAITFORONE, NULL);
    for (int slot = 0; slot < count; slot++) {
      memcpy(answers[slot], answer + 2, length);
      memcpy(answers[slot], queries[slot], 2);
      sent[slot].msg_hdr.msg_namelen = received[slot].msg_hdr.msg_namelen;
    }
    for (int next = 0; next < count;) {
      int done = sendmmsg(number, sent + next, (unsigned)(count - next), MSG_DONTWAIT);
      next += done > 0 ? done : 1;
    }
  }
}

// Answers all whole messages in what one read has brought; a message cut in two is rare between neighbours, and waited for.
static int answer_stream(int number) {
  uint8_t octets[QUERY_LENGTH];
  ssize_t count = read(number, octets, sizeof octets);
  if (count <= 0) return -1;
  for (ssize_t at = 0; at < count;) {
    while (count - at < 2 || count - at < 2 + (octets[at] << 8 | octets[at + 1])) {
      ssize_t more = read(number, octets + count, sizeof octets - (size_t)count);
      if (more <= 0) return -1;
      count += more;
    }
    memcpy(answer + 2, octets + at + 2, 2);
    for (size_t sent = 0; sent < length + 2;) {
      ssize_t done = write(number, answer + sent, length + 2 - sent);
      if (done < 0 && errno != EINTR) return -1;
      sent += done > 0 ? (size_t)done : 0;
    }
    at += 2 + (octets[at] << 8 | octets[at + 1]);
  }
  return 0;
}

static void answer_streams(int listener) {
  struct pollfd sockets[CLIENTS] = {{listener, POLLIN, 0}};
  nfds_t count = 1;
  if (listen(listener, CLIENTS) != 0) fail("listen");
  for (;;) {
    poll(sockets, count, -1);
    for (nfds_t place = count - 1; place > 0; place--) {
      if (sockets[place].revents == 0 || answer_stream(sockets[place].fd) == 0) continue;
      close(sockets[place].fd);
      sockets[place] = sockets[--count];
    }
    if (sockets[0].revents == 0 || count == CLIENTS) continue;
    const int on = 1;
    int client = accept(listener, NULL, NULL);
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockets[count++] = (struct pollfd){client, POLLIN, 0};
  }
}

int main(int count, char **arguments) {
  if (count != 4) return 2;
  int is_stream = strcmp(arguments[1], "tcp") == 0;
  read_answer(arguments[3]);
  int number = bound(is_stream ? SOCK_STREAM : SOCK_DGRAM, atoi(arguments[2]));
  (is_stream ? answer_streams : answer_datagrams)(number);
}
