/* name_checksum - the piece of an MD5 that a vendor writes into its files' names. */
#ifndef NAME_CHECKSUM_H
#define NAME_CHECKSUM_H

#include "firmware/examine/examine.h"

/* Registers the sum, where the name has such a piece. */
void name_checksum_check(struct examination *exam, struct byte_source *source);

#endif
