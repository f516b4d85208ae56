#include "turn.h"

#include <errno.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

// The first version of the kernel's struct sched_attr, which the C library may or may not have.
typedef struct {
  uint32_t size;
  uint32_t policy;
  uint64_t flags;
  int32_t nice;
  uint32_t priority;
  uint64_t runtime;
  uint64_t deadline;
  uint64_t period;
} turn_attributes;

// SCHED_FLAG_RESET_ON_FORK of the kernel's header, which clashes with the C library's.
enum { reset_on_fork = 1 };

static int get(turn_attributes *attributes) {
  return syscall(SYS_sched_getattr, 0, attributes, sizeof *attributes, 0) == 0 ? 0 : -errno;
}

int thread_set_turn(uint64_t nanoseconds) {
  turn_attributes attributes;
  int status = get(&attributes);
  if (status != 0) return status;
  if (attributes.policy != SCHED_OTHER) return -EINVAL;
  attributes.runtime = nanoseconds;
  attributes.flags |= reset_on_fork;
  return syscall(SYS_sched_setattr, 0, &attributes, 0) == 0 ? 0 : -errno;
}

uint64_t thread_turn(void) {
  turn_attributes attributes;
  return get(&attributes) == 0 ? attributes.runtime : 0;
}
