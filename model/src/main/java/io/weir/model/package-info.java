/**
 * The vocabulary that every module shares: schemas, columnar batches, event time, journal positions and sizes. Values
 * and plain data only: nothing here reads configuration, opens files or talks to a network.
 */
@NullMarked
package io.weir.model;

import org.jspecify.annotations.NullMarked;
