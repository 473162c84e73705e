/* page_request - what is sent to a rescue page: for the page itself, and for the file. */
#ifndef PAGE_REQUEST_H
#define PAGE_REQUEST_H

#include "net/methods/shared/http_exchange.h"
#include "net/methods/shared/page_choice.h"
#include "net/protocols/multipart.h"

/* Where the page is read: where only that is known of it, at its path. */
const char *page_request_path(const struct net_page *page);

/* `text` is what it borrows. */
void page_request_get(struct http_request *out, char text[HTTP_HEAD_MAX], const char *path,
                      uint32_t host);

/* `body` and the job's file are what it borrows. */
void page_request_upload(struct http_request *out, struct multipart *body,
                         const struct net_job *job, const struct page_target *target,
                         uint32_t host);

#endif
