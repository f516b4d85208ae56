// The order matters: without stdbool.h first, ldns makes `bool` a signed char and Swift sees Int8; its util.h defines
// a macro named dprintf that would spoil stdio.h.
#include <stdbool.h>
#include <stdio.h>

#include <ldns/ldns.h>
