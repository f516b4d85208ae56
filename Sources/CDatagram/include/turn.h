#pragma once
// How long the scheduler lets a thread run at a time. Swift cannot say it, since the C library has no call for it before glibc 2.41.

#include <stdint.h>

/// Asks for turns of so many nanoseconds for this thread, of those that share the processor by the usual policy. Threads and
/// programs that it starts have the usual turns; the price is that a nice value below 0 is 0 in these. 0 or -errno; before Linux 6.12
/// the turns stay.
int thread_set_turn(uint64_t nanoseconds);
/// The nanoseconds of this thread's turns; 0 before Linux 6.12.
uint64_t thread_turn(void);
