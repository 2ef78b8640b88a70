/**
 * One YAML file into checked records. The records here are what the rest of Weir sees of the configuration; reading,
 * checking and explaining it happens in the packages below. Nothing here opens a connection or knows the stages.
 */
@NullMarked
package io.weir.config;

import org.jspecify.annotations.NullMarked;
