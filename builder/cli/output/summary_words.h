/* summary_words - plan and result in words: results on stdout, warnings on stderr. */
#ifndef SUMMARY_WORDS_H
#define SUMMARY_WORDS_H

#include "app/summary.h"
#include "cli/output/report.h"

enum { SUMMARY_TARGET = 4096 };

void summary_words_plan(struct report *report, const struct summary *summary);
void summary_words_dry_run(void);
void summary_words_locked(struct report *report, const struct summary *summary);

/* `used` may be NULL; the outcome is the stick's, NULL for a file or folder. */
void summary_words_result(struct report *report, const struct summary *summary,
                          const struct digest *used, const struct outcome *outcome);

/* Each of several sticks that is proven, and what holds for all of them. */
void summary_words_results(struct report *report, const struct summary *summary,
                           const struct digest *used, const struct outcome *outcomes, size_t count);

/* Each stick that failed, on stderr, with --json too. */
void summary_failures(struct report *report, const struct outcome *outcomes, size_t count);

/* The first stick, the file or the folder, cleaned: a file's name may hold anything. */
void summary_target(const struct summary *summary, char name[SUMMARY_TARGET]);

/* Of the user's files; 0 when an image made earlier is written. */
size_t summary_file_count(const struct summary *summary);

bool summary_checks_capacity(const struct summary *summary);
bool summary_wipes(const struct summary *summary);

#endif
