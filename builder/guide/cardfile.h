/* cardfile - the card as a file: complete under its name, or not there. */
#ifndef GUIDE_CARDFILE_H
#define GUIDE_CARDFILE_H

#include "base/files/newfile.h"
#include "guide/guide.h"

/* HTML when the name ends in ".html" or ".htm", else text. */
bool cardfile_put(int fd, const char *name, const struct guide_card *card,
                  struct failure *why) MUST_CHECK;

/*
 * A card on its way to `path`: newfile_publish() gives it its name, newfile_done()
 * removes it otherwise. FAIL_REFUSED for an existing file without `force`.
 */
bool cardfile_make(struct newfile *out, const struct guide_card *card, const char *path, bool force,
                   struct failure *why) MUST_CHECK;

/* The same card again, with what was made meanwhile; before newfile_publish(). */
bool cardfile_renew(struct newfile *file, const struct guide_card *card,
                    struct failure *why) MUST_CHECK;

#endif
