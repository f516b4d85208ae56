#pragma once
// The processor's hint that memory will be read, which Swift has no word for.

/// Has the cache line at `address` fetched without waiting for it. Nothing is read: whatever `address` is, nothing else happens.
static inline void prefetch_line(const void *address) { __builtin_prefetch(address); }
