/* vendorfiles - all vendor files of a folder, read by several threads: most of the time is JSON. */
#ifndef VENDORFILES_H
#define VENDORFILES_H

#include "catalog/folder.h"
#include "catalog/vendorfile.h"

/*
 * An array with a file for every path of the folder, to be freed; NULL after a failure,
 * which is that of the first file in the folder's order.
 */
struct vendor_file *vendorfiles_read(const struct folder *folder, uid_t owner,
                                     struct failure *why) MUST_CHECK;

#endif
