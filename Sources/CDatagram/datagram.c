#include "datagram.h"
