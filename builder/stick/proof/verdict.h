/* verdict - a diagnosis in one sentence: what matters first, then the places. */
#ifndef VERDICT_H
#define VERDICT_H

#include "stick/proof/diagnosis.h"

/* `flaw`: what is wrong with the files, when they are not intact. Fills ->verdict. */
void verdict_find(struct diagnosis *diagnosis, const struct diagnosis_request *request,
                  const struct failure *flaw);

#endif
