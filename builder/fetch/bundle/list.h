/* list - the manifest of a bundle: what its tar file holds, checked before any of it is read. */
#ifndef BUNDLE_LIST_H
#define BUNDLE_LIST_H

#include "fetch/bundle/bundle.h"

#define BUNDLE_MANIFEST "manifest.json"

/* "sha256/ab/abcdef..." in the tar file. Owned. */
char *bundlelist_object_path(const struct bundle_object *object);

/* "catalogue/vendors/xiaomi.json" in the tar file. Owned. */
char *bundlelist_file_path(const struct bundle_file *file);

/* Whether it is a web address that a bundle takes: short, printable, without a blank. */
bool bundlelist_is_address(const char *text);

/*
 * Limits, order, no duplicates, no name that leads anywhere: for what is written and for
 * what is read. `name` is the tar file's.
 */
bool bundlelist_check(const struct bundle *bundle, const char *name, enum fail_kind kind,
                      struct failure *why) MUST_CHECK;

/* The manifest's text, owned. */
bool bundlelist_text(const struct bundle *bundle, const char *program, char **out,
                     struct failure *why) MUST_CHECK;

/* Untrusted; what it gives passes bundlelist_check(). bundle_done() what comes out. */
bool bundlelist_parse(struct bundle *out, struct bytes text, const char *name,
                      struct failure *why) MUST_CHECK;

#endif
