/* escapes - whether the terminal may get escape sequences at all. */
#ifndef ESCAPES_H
#define ESCAPES_H

#include <stdbool.h>

/* stderr is a terminal that moves its cursor: none that calls itself nothing, dumb or unknown. */
bool escapes_are_understood(void);

#endif
