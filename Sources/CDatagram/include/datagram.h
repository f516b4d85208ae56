#pragma once
// The calls of the sockets interface that Swift cannot import: recvmmsg and sendmmsg with packet information; turn.h has those of
// the scheduler. Nothing here knows DNS. Calls return a count or a negated errno; EINTR is handled inside; only
// datagram_batch_create allocates.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

/// Room for one IPv6 packet information, the larger of the two kinds.
#define DATAGRAM_CONTROL_LENGTH 64

/// The largest datagram that can wait: a question of the longest name with EDNS and a cookie has 330 octets.
#define DATAGRAM_WAITING_LENGTH 512

/// Where a datagram came from and at which of our addresses.
typedef struct {
  struct sockaddr_storage address;
  uint8_t control[DATAGRAM_CONTROL_LENGTH];
  uint32_t address_length;
  uint32_t control_length;
} datagram_source;

/// A datagram that waits to be answered.
typedef struct {
  datagram_source source;
  /// The number of whoever handed it over.
  uint32_t sender;
  uint32_t length;
  uint8_t octets[DATAGRAM_WAITING_LENGTH];
} datagram_waiting;

/// Datagrams that are received together and answered together.
typedef struct datagram_batch datagram_batch;

/// A batch of `slots` datagrams of at most `query_length` octets with answers of at most `answer_length`; NULL without memory.
datagram_batch *datagram_batch_create(uint32_t slots, size_t query_length, size_t answer_length);
void datagram_batch_destroy(datagram_batch *batch);

/// Takes all datagrams there are, up to the batch's slots; -EAGAIN where there is none and it `waits` not for one.
int datagram_batch_receive(datagram_batch *batch, int socket, bool waits);
/// The octets of a datagram received, which stay valid until the next call of datagram_batch_receive.
const uint8_t *datagram_batch_query(const datagram_batch *batch, uint32_t slot, size_t *length);
/// Where a datagram received came from, which stays valid as long.
const struct sockaddr *datagram_batch_client(const datagram_batch *batch, uint32_t slot);
/// The room for the answer to a datagram received.
uint8_t *datagram_batch_answer(const datagram_batch *batch, uint32_t slot);
/// Puts the answer to `slot`, of `length` octets, among those to be sent.
void datagram_batch_queue(datagram_batch *batch, uint32_t slot, size_t length);
/// How many answers are queued.
uint32_t datagram_batch_queued(const datagram_batch *batch);
/// Sends all answers queued without waiting; those the system refuses, or has no room for, are left out. Returns how many were sent.
int datagram_batch_send(datagram_batch *batch, int socket);
/// Hands the first `length` octets of the room for the answer to `slot`, with where that came from, to the other end of `pipe`, a
/// socket of packets, without waiting; -EAGAIN where that is full.
int datagram_batch_hand_over(const datagram_batch *batch, uint32_t slot, uint32_t length, uint32_t sender, int pipe);

/// Takes a datagram that was handed over; 0 where the other end is closed, -EAGAIN where it is not to wait and there is none.
int datagram_take(int pipe, datagram_waiting *waiting, bool waits);
/// Sends the answer to a datagram that waited, without waiting: -EAGAIN where there is no room for it.
int datagram_answer(int socket, const datagram_source *source, const uint8_t *octets, size_t length);

/// The octets of an IP address, in network order, which live as long as it; NULL for an address of another kind.
const uint8_t *datagram_address_octets(const struct sockaddr *address, size_t *length);
/// Makes a socket of `family` bound to `address`, which others may be bound to as well; its number or -errno.
int datagram_open(const struct sockaddr *address, socklen_t length, bool wants_packet_information);
/// Prepares a bound UDP socket that another process has, too, so that whoever waits for it must not be woken by datagram_wake: let them
/// wait in datagram_await, and not in datagram_batch_receive. 0 or -errno.
int datagram_adopt(int socket, bool wants_packet_information);
/// What one thread waits with for `socket`, or for `bell` to be readable; its number, to be closed, or -errno.
int datagram_watch(int socket, int bell);
/// Waits for one of both; may return without.
void datagram_await(int watch);
/// The port a socket is bound to, or -errno.
int datagram_port(int socket);
/// Wakes whoever waits in datagram_batch_receive, now and from now on; the socket sends still.
void datagram_wake(int socket);
