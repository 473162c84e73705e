/* page_answer - what a rescue page makes of the file, in its own words. */
#ifndef PAGE_ANSWER_H
#define PAGE_ANSWER_H

#include "net/net_job.h"
#include "net/protocols/html_form.h"
#include "net/protocols/http.h"

enum page_verdict {
	PAGE_SAYS_NOTHING, /* that is known to mean one or the other */
	PAGE_SAYS_DONE,
	PAGE_SAYS_FAILED,
};

/* `words` gets what a reader sees, or the status of an empty answer. */
enum page_verdict page_read_answer(const struct net_page *page, const struct http_answer *answer,
                                   char words[HTML_WORDS_MAX]);

/* "SIZE MD5" of what has arrived, as MediaTek's failsafe page answers. */
bool page_confirms(const struct http_answer *answer, uint64_t size, const char *md5);

#endif
