#pragma once
#include <stdint.h>

// The allocations of the calling thread since it began. This target replaces malloc and its kin in the program it is linked into.
uint64_t allocation_count(void);
