/** Aggregates as laws (create, accumulate, combine, export; deduct to come) over columnar state: each keeps primitive arrays indexed by slot, and knows neither groups nor windows. */
@NullMarked
package io.weir.processing.aggregate;

import org.jspecify.annotations.NullMarked;
