/* summary_json - plan and result as JSON events. */
#ifndef SUMMARY_JSON_H
#define SUMMARY_JSON_H

#include "app/summary.h"
#include "cli/output/report.h"

void summary_json_plan(struct report *report, const struct summary *summary);
void summary_json_dry_run(struct report *report, const struct summary *summary);
void summary_json_locked(struct report *report, const struct summary *summary);

/* `used` may be NULL; the outcome is the stick's, NULL for a file or folder. */
void summary_json_result(struct report *report, const struct summary *summary,
                         const struct digest *used, const struct outcome *outcome);

/* Those of several sticks that are proven, or only failed their second proof; then the sum. */
void summary_json_results(struct report *report, const struct summary *summary,
                          const struct digest *used, const struct outcome *outcomes, size_t count);

#endif
