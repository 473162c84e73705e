/* Where the result goes, as far as the request says it. */
#include "app/order/order.h"

bool order_check_target(const struct order *order, struct failure *why)
{
	const struct request *request = &order->request;

	return request_check_targets(request, why) && request_check_sticks(request, why) &&
	       (request_has_target(request) || order_fail_missing(order, true, why)) &&
	       request_check_file(request, why);
}
