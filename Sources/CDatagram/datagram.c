#include "datagram.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/uio.h>
#include <unistd.h>

struct datagram_batch {
  uint32_t slots;
  uint32_t received;
  uint32_t queued;
  size_t query_room;
  size_t answer_length;
  datagram_source *sources;
  struct mmsghdr *queries;
  struct mmsghdr *answers;
  struct iovec *query_parts;
  struct iovec *answer_parts;
  uint8_t *octets;
};

// What recvmmsg changed has to be set again before the next call.
static void prepare(datagram_batch *batch, uint32_t slot) {
  struct msghdr *header = &batch->queries[slot].msg_hdr;
  header->msg_namelen = sizeof batch->sources[slot].address;
  header->msg_controllen = sizeof batch->sources[slot].control;
  header->msg_flags = 0;
}

datagram_batch *datagram_batch_create(uint32_t slots, size_t query_length, size_t answer_length) {
  datagram_batch *batch = calloc(1, sizeof *batch);
  if (batch == NULL) return NULL;
  batch->slots = slots;
  // Three cache lines more: at distances of whole pages all queries would share a few places of the processor's nearest cache.
  batch->query_room = query_length + 3 * 64;
  batch->answer_length = answer_length;
  batch->sources = calloc(slots, sizeof *batch->sources);
  batch->queries = calloc(slots, sizeof *batch->queries);
  batch->answers = calloc(slots, sizeof *batch->answers);
  batch->query_parts = calloc(slots, sizeof *batch->query_parts);
  batch->answer_parts = calloc(slots, sizeof *batch->answer_parts);
  batch->octets = calloc(slots, batch->query_room + answer_length);
  if (!batch->sources || !batch->queries || !batch->answers || !batch->query_parts || !batch->answer_parts ||
      !batch->octets) {
    datagram_batch_destroy(batch);
    return NULL;
  }
  for (uint32_t slot = 0; slot < slots; slot++) {
    batch->query_parts[slot] = (struct iovec){batch->octets + slot * batch->query_room, query_length};
    struct msghdr *header = &batch->queries[slot].msg_hdr;
    header->msg_iov = &batch->query_parts[slot];
    header->msg_iovlen = 1;
    header->msg_name = &batch->sources[slot].address;
    header->msg_control = batch->sources[slot].control;
    prepare(batch, slot);
  }
  return batch;
}

void datagram_batch_destroy(datagram_batch *batch) {
  if (batch == NULL) return;
  free(batch->sources);
  free(batch->queries);
  free(batch->answers);
  free(batch->query_parts);
  free(batch->answer_parts);
  free(batch->octets);
  free(batch);
}

// Nobody on the way is believed who says how much fits: a liar would have answers cut into fragments, of which a stranger could replace
// one (RFC 9715). They are cut where a link of this host is narrower than an answer, and by routers that have to.
static void ignore_path_mtu(int socket) {
  const int omit = IP_PMTUDISC_OMIT;
  (void)setsockopt(socket, IPPROTO_IP, IP_MTU_DISCOVER, &omit, sizeof omit);
}

// The answer leaves from the address that was asked, by whichever interface leads to the client.
static void forget_interface(struct msghdr *header) {
  for (struct cmsghdr *part = CMSG_FIRSTHDR(header); part != NULL; part = CMSG_NXTHDR(header, part)) {
    if (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_PKTINFO) {
      ((struct in_pktinfo *)CMSG_DATA(part))->ipi_ifindex = 0;
    } else if (part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_PKTINFO) {
      struct in6_pktinfo *info = (struct in6_pktinfo *)CMSG_DATA(part);
      if (!IN6_IS_ADDR_LINKLOCAL(&info->ipi6_addr)) info->ipi6_ifindex = 0;
    }
  }
}

int datagram_batch_receive(datagram_batch *batch, int socket, bool waits) {
  for (uint32_t slot = 0; slot < batch->received; slot++) prepare(batch, slot);
  batch->received = 0;
  batch->queued = 0;
  int count;
  do {
    count = recvmmsg(socket, batch->queries, batch->slots, waits ? MSG_WAITFORONE : MSG_DONTWAIT, NULL);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return -errno;
  batch->received = (uint32_t)count;
  for (int slot = 0; slot < count; slot++) {
    struct msghdr *header = &batch->queries[slot].msg_hdr;
    batch->sources[slot].address_length = header->msg_namelen;
    batch->sources[slot].control_length = (uint32_t)header->msg_controllen;
    if (header->msg_controllen > 0) forget_interface(header);
  }
  return count;
}

const uint8_t *datagram_batch_query(const datagram_batch *batch, uint32_t slot, size_t *length) {
  *length = batch->queries[slot].msg_len;
  return batch->query_parts[slot].iov_base;
}

const struct sockaddr *datagram_batch_client(const datagram_batch *batch, uint32_t slot) {
  return (const struct sockaddr *)&batch->sources[slot].address;
}

uint8_t *datagram_batch_answer(const datagram_batch *batch, uint32_t slot) {
  return batch->octets + batch->slots * batch->query_room + slot * batch->answer_length;
}

void datagram_batch_queue(datagram_batch *batch, uint32_t slot, size_t length) {
  datagram_source *source = &batch->sources[slot];
  batch->answer_parts[batch->queued] = (struct iovec){datagram_batch_answer(batch, slot), length};
  batch->answers[batch->queued].msg_hdr = (struct msghdr){
      .msg_name = &source->address,
      .msg_namelen = source->address_length,
      .msg_iov = &batch->answer_parts[batch->queued],
      .msg_iovlen = 1,
      .msg_control = source->control_length > 0 ? source->control : NULL,
      .msg_controllen = source->control_length,
  };
  batch->queued++;
}

uint32_t datagram_batch_queued(const datagram_batch *batch) { return batch->queued; }

int datagram_batch_send(datagram_batch *batch, int socket) {
  uint32_t next = 0;
  int sent = 0;
  while (next < batch->queued) {
    int count = sendmmsg(socket, batch->answers + next, batch->queued - next, MSG_DONTWAIT);
    if (count > 0) {
      next += (uint32_t)count;
      sent += count;
    } else if (errno != EINTR) {
      next++;  // An error is that of the first message: a client that cannot be reached must not cost the others their answers.
    }
  }
  return sent;
}

int datagram_batch_hand_over(const datagram_batch *batch, uint32_t slot, uint32_t length, uint32_t sender, int pipe) {
  if (length > DATAGRAM_WAITING_LENGTH) return -EMSGSIZE;
  struct iovec parts[4] = {
      {&batch->sources[slot], sizeof batch->sources[slot]},
      {&sender, sizeof sender},
      {&length, sizeof length},
      {datagram_batch_answer(batch, slot), length},
  };
  struct msghdr header = {.msg_iov = parts, .msg_iovlen = 4};
  ssize_t count = sendmsg(pipe, &header, MSG_DONTWAIT | MSG_NOSIGNAL);
  return count < 0 ? -errno : 1;
}

int datagram_take(int pipe, datagram_waiting *waiting, bool waits) {
  ssize_t count;
  do {
    count = recv(pipe, waiting, sizeof *waiting, waits ? 0 : MSG_DONTWAIT);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return -errno;
  return (size_t)count >= offsetof(datagram_waiting, octets) ? 1 : 0;
}

int datagram_answer(int socket, const datagram_source *source, const uint8_t *octets, size_t length) {
  struct iovec part = {(void *)octets, length};
  struct msghdr header = {
      .msg_name = (void *)&source->address,
      .msg_namelen = source->address_length,
      .msg_iov = &part,
      .msg_iovlen = 1,
      .msg_control = source->control_length > 0 ? (void *)source->control : NULL,
      .msg_controllen = source->control_length,
  };
  ssize_t count;
  do {
    count = sendmsg(socket, &header, MSG_DONTWAIT);
  } while (count < 0 && errno == EINTR);
  return count < 0 ? -errno : 1;
}

const uint8_t *datagram_address_octets(const struct sockaddr *address, size_t *length) {
  switch (address->sa_family) {
    case AF_INET:
      *length = sizeof(struct in_addr);
      return (const uint8_t *)&((const struct sockaddr_in *)address)->sin_addr;
    case AF_INET6:
      *length = sizeof(struct in6_addr);
      return (const uint8_t *)&((const struct sockaddr_in6 *)address)->sin6_addr;
    default: return NULL;
  }
}

// Room for bursts; the system gives less where its limit is lower.
static void make_room(int socket) {
  const int room = 1 << 20;
  (void)setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  // What waits for the link address of one client must not take the room of all others.
  (void)setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
}

// Has the kernel say at which address a datagram came; whether it agreed.
static bool want_packet_information(int socket, int family) {
  const int on = 1;
  bool is_ipv6 = family == AF_INET6;
  int option = is_ipv6 ? IPV6_RECVPKTINFO : IP_PKTINFO;
  return setsockopt(socket, is_ipv6 ? IPPROTO_IPV6 : IPPROTO_IP, option, &on, sizeof on) == 0;
}

int datagram_adopt(int socket, bool wants_packet_information) {
  int family;
  socklen_t length = sizeof family;
  int flags = fcntl(socket, F_GETFL);
  if (flags < 0 || fcntl(socket, F_SETFL, flags & ~O_NONBLOCK) != 0) return -errno;
  if (getsockopt(socket, SOL_SOCKET, SO_DOMAIN, &family, &length) != 0) return -errno;
  make_room(socket);
  ignore_path_mtu(socket);
  return wants_packet_information && !want_packet_information(socket, family) ? -errno : 0;
}

int datagram_watch(int socket, int bell) {
  int watch = epoll_create1(EPOLL_CLOEXEC);
  if (watch < 0) return -errno;
  // One datagram must not wake all who share the socket.
  struct epoll_event of_socket = {.events = EPOLLIN | EPOLLEXCLUSIVE}, of_bell = {.events = EPOLLIN};
  if (epoll_ctl(watch, EPOLL_CTL_ADD, socket, &of_socket) == 0 && epoll_ctl(watch, EPOLL_CTL_ADD, bell, &of_bell) == 0)
    return watch;
  int reason = errno;
  close(watch);
  return -reason;
}

void datagram_await(int watch) {
  struct epoll_event event;
  (void)epoll_wait(watch, &event, 1, -1);
}

int datagram_open(const struct sockaddr *address, socklen_t length, bool wants_packet_information) {
  int number = socket(address->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (number < 0) return -errno;
  const int on = 1;
  make_room(number);
  ignore_path_mtu(number);
  bool is_ipv6 = address->sa_family == AF_INET6;
  bool failed = setsockopt(number, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0;
  failed = failed || (is_ipv6 && setsockopt(number, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) != 0);
  failed = failed || (wants_packet_information && !want_packet_information(number, address->sa_family));
  failed = failed || bind(number, address, length) != 0;
  if (!failed) return number;
  int reason = errno;
  close(number);
  return -reason;
}

int datagram_port(int socket) {
  struct sockaddr_storage address;
  socklen_t length = sizeof address;
  if (getsockname(socket, (struct sockaddr *)&address, &length) != 0) return -errno;
  // The port stands at the same place for both families.
  return ntohs(((struct sockaddr_in *)&address)->sin_port);
}

// On Linux, shutdown wakes a receiver even of a socket that is not connected, though it reports ENOTCONN; what has been received goes
// on being read, and answers being sent.
void datagram_wake(int socket) { (void)shutdown(socket, SHUT_RD); }
