/* units - sizes in bytes that everybody counts in. */
#ifndef UNITS_H
#define UNITS_H

enum { SECTOR = 512, KIB = 1 << 10, MIB = 1 << 20 };

#endif
