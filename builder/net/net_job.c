#include "net/net_job.h"

bool net_job_counts_blocks(const struct net_job *job)
{
	return !job->page.is_wanted && !job->eva.is_wanted;
}

bool net_job_has_device(const struct net_job *job, uint32_t address)
{
	for (size_t i = 0; i < job->device_count; i++) {
		if (job->devices[i] == address)
			return true;
	}
	return false;
}
